/** 400 tokens at the usual four letters a token: the question that the sale day is reckoned with. */
const prompt = "What is the state of my order, and when will it come? ".repeat(30).slice(0, 1_600);

/**
 * A chat completion as it goes over the wire, made once and sent many times. The model is one that every system under test
 * is set up to pass on to the upstream.
 */
export function question({ port, stream }: { port: number; stream: boolean }): Buffer {
  const body = JSON.stringify({
    model: "gpt-4.1",
    messages: [{ role: "user", content: prompt }],
    max_tokens: 300,
    stream,
  });
  const head = [
    "POST /v1/chat/completions HTTP/1.1",
    `host: 127.0.0.1:${port}`,
    "authorization: Bearer bench",
    "content-type: application/json",
    "accept: */*",
    "user-agent: breakwater-bench",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}
