import type { Endpoint } from "../engine";
import { countValues, isObject, mostValues } from "../json";
import { UpstreamError } from "./errors";
import { tellsError, toldErrorOf } from "./told-error";

/** A body below this is parsed without being counted first: it cannot have more values than bytes. */
const surelySmall = mostValues;

/**
 * What an answer has at least, by call. https://platform.openai.com/docs/api-reference: a completion's `choices`, the `data` of embeddings, a
 * response's `output`.
 */
const isAnswerTo: Readonly<Record<Endpoint, (json: Record<string, unknown>) => boolean>> = {
  "chat/completions": ({ choices }) => Array.isArray(choices) && isObject(choices[0]),
  completions: ({ choices }) => Array.isArray(choices) && isObject(choices[0]),
  embeddings: ({ data }) => Array.isArray(data),
  responses: ({ output, status }) => Array.isArray(output) && status !== "failed",
};

/** The JSON of a whole answer. Fails with an `UpstreamError` where it is none or tells an error. */
export function wholeAnswerOf(bytes: Buffer, endpoint: Endpoint = "chat/completions"): Record<string, unknown> {
  if (bytes.length > surelySmall && countValues(bytes, mostValues) > mostValues) {
    if (endpoint === "embeddings" && isManyNumbers(bytes)) return {};
    throw new UpstreamError("garbage", `the answer has more than ${mostValues} values`);
  }
  const json = pieceOf(bytes.toString("utf8"));
  if (!isAnswerTo[endpoint](json)) throw new UpstreamError("garbage", `the answer is none of ${endpoint}`);
  if (Array.isArray(json.choices)) {
    for (const choice of json.choices) if (isObject(choice)) failedChoice(choice);
  }
  return json;
}

/**
 * Embeddings as numbers are more values than anything else may have: 2,048 inputs of 1,536 dimensions are three million. They pass without being
 * parsed, and their tokens are estimated from the request.
 */
function isManyNumbers(bytes: Buffer): boolean {
  const text = bytes.toString("latin1", 0, 1_024);
  const end = bytes.toString("latin1", bytes.length - 16).trimEnd();
  return /^\s*\{/.test(text) && text.includes('"embedding"') && end.endsWith("}");
}

/** JSON as an answer or a piece of one. Fails with an `UpstreamError` where it is none, or tells an error. */
export function pieceOf(data: string): Record<string, unknown> {
  const json = parsed(data);
  // Gemini tells its errors in a list.
  if (Array.isArray(json) && isObject(json[0]) && tellsError(json[0])) throw toldInstead(json);
  if (!isObject(json)) throw new UpstreamError("garbage", "what should be an answer is no JSON object");
  if (tellsError(json)) throw toldInstead(json);
  return json;
}

/** An error that stands in a stream as bare JSON, as gateways write it that break off in the middle; `undefined` for other lines. */
export function unframedErrorOf(text: string): UpstreamError | undefined {
  const first = text.trimStart()[0];
  const json = first === "{" || first === "[" ? parsed(text) : undefined;
  const told: unknown = Array.isArray(json) ? json[0] : json;
  return isObject(told) && tellsError(told) ? toldInstead(told) : undefined;
}

/** The backend tells an error instead of an answer, or of the rest of it. */
export function toldInstead(json: unknown): UpstreamError {
  return new UpstreamError("failed", "the backend told an error instead of the rest", { told: toldErrorOf(json) });
}

/**
 * A choice that ends because its provider failed is no answer: OpenRouter says so by `finish_reason`
 * (https://openrouter.ai/docs/api/reference/errors-and-debugging).
 */
export function failedChoice(choice: Record<string, unknown>): void {
  if (choice.finish_reason === "error") throw toldInstead(choice);
}

/** A text's JSON, or `undefined`. */
export function parsed(text: string): unknown {
  try {
    // RFC 8259, 8.1: a byte order mark may be ignored.
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}
