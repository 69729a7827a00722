/** 400 tokens at the usual four letters a token: the question that the sale day is reckoned with. */
const prompt = "What is the state of my order, and when will it come? ".repeat(30).slice(0, 1_600);

/** What a question may have of its own. */
export interface QuestionSpec {
  /** Default: one that every system under test is set up to pass on to the upstream. */
  model?: string;
  /** Default: 300. */
  maxTokens?: number;
  /** Whether it is one that the upstream never answers. Default: no. */
  hangs?: boolean;
  /** Whether it can wait. Default: no. */
  batch?: boolean;
}

/** What a question that is never answered has in its text. */
export const hangingText = "[never answered]";

/** A chat completion as it goes over the wire, made once and sent many times. */
export function question({
  port,
  stream,
  model = "gpt-4.1",
  maxTokens = 300,
  hangs = false,
  batch = false,
}: { port: number; stream: boolean } & QuestionSpec): Buffer {
  const body = JSON.stringify({
    model,
    messages: [{ role: "user", content: hangs ? hangingText + prompt : prompt }],
    max_tokens: maxTokens,
    stream,
  });
  const head = [
    "POST /v1/chat/completions HTTP/1.1",
    `host: 127.0.0.1:${port}`,
    "authorization: Bearer bench",
    "content-type: application/json",
    "accept: */*",
    "user-agent: breakwater-bench",
    ...(batch ? ["x-priority: batch"] : []),
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}
