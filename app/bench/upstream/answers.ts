import { stampedToken } from "../load/token-stamp";

/** 300 tokens at the usual four letters a token: the answer that the sale day is reckoned with. */
const text = "Your order left our house this morning and is on its way. ".repeat(21).slice(0, 1_200);

const completion = JSON.stringify({
  id: "chatcmpl-bench",
  object: "chat.completion",
  created: 1_780_000_000,
  model: "gpt-4.1",
  choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
  usage: { prompt_tokens: 400, completion_tokens: 300, total_tokens: 700 },
});

/** The one answer to every question that does not stream, as it goes over the wire. */
export const wholeAnswer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(completion)}\r\n\r\n${completion}`,
);

const failed = JSON.stringify({ error: { message: "The model has failed.", type: "api_error" } });

/** What a model answers that fails. */
export const failure = Buffer.from(
  `HTTP/1.1 500 Internal Server Error\r\ncontent-type: application/json\r\ncontent-length: ${failed.length}\r\n\r\n${failed}`,
);

/** What anything but a chat completion gets: a collector of traces is content with it. */
export const emptyAnswer = Buffer.from(
  "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
);

/** The head of a streamed answer. */
export const streamHead =
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n";

/** One token as a chunk of the stream, stamped with the time of its writing. */
export function tokenChunk(): string {
  return chunk(event({ choices: [{ index: 0, delta: { content: stampedToken() }, finish_reason: null }] }));
}

/** What ends a stream: the reason, the usage and the mark. */
export function lastChunks(tokens: number): string {
  const usage = { prompt_tokens: 400, completion_tokens: tokens, total_tokens: 400 + tokens };
  const end = event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage });
  return `${chunk(`${end}data: [DONE]\n\n`)}0\r\n\r\n`;
}

function event(fields: object): string {
  const base = { id: "chatcmpl-bench", object: "chat.completion.chunk", created: 1_780_000_000, model: "gpt-4.1" };
  return `data: ${JSON.stringify({ ...base, ...fields })}\n\n`;
}

function chunk(data: string): string {
  return `${Buffer.byteLength(data).toString(16)}\r\n${data}\r\n`;
}
