import { tokensOfBytes } from "@breakwater/overload";
import type { ChatRequest } from "../engine";
import { isObject } from "../json";

/** A body below this is taken as a whole, bytes: a picture would not fit into it. */
const smallBytes = 65_536;

/** Tokens of a picture, a sound or a file. OpenAI counts 85 to 1,105 for a picture of its usual sizes (https://platform.openai.com/docs/guides/images-vision). */
const attachmentTokens = 1_000;

/** Content whose data is no text, by its `type` in chat completions and responses. */
const attachments: ReadonlySet<unknown> = new Set([
  "image_url",
  "input_image",
  "input_audio",
  "file",
  "input_file",
  "video_url",
]);

/** The tokens that a request's prompt is expected to have. In a large body a picture counts as one, not by the bytes of its base64. */
export function promptTokensOf({ body, json }: Pick<ChatRequest, "body" | "json">): number {
  if (json !== undefined && json.length <= smallBytes) return tokensOfBytes(json.length);
  const messages = body.messages ?? body.input ?? body.prompt;
  return tokensIn(messages);
}

function tokensIn(value: unknown): number {
  if (typeof value === "string") return tokensOfBytes(Buffer.byteLength(value));
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + tokensIn(item), 0);
  // A prompt may be given in tokens.
  if (typeof value === "number") return 1;
  if (!isObject(value)) return 0;
  if (attachments.has(value.type)) return attachmentTokens;
  return Object.values(value).reduce((sum: number, item) => sum + tokensIn(item), 0);
}
