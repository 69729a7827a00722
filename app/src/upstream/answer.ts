import { countValues, isObject, mostValues } from "../json";
import { UpstreamError } from "./errors";
import { tellsError, toldErrorOf } from "./told-error";

/** A body below this is parsed without being counted first: it cannot have more values than bytes. */
const surelySmall = mostValues;

/** The JSON of a whole answer: an object with a choice, that tells no error. Fails with an `UpstreamError` where it is none. */
export function wholeAnswerOf(bytes: Buffer): Record<string, unknown> {
  if (bytes.length > surelySmall && countValues(bytes, mostValues) > mostValues) {
    throw new UpstreamError("garbage", `the answer has more than ${mostValues} values`);
  }
  const json = pieceOf(bytes.toString("utf8"));
  const choices: unknown = json.choices;
  if (!Array.isArray(choices) || !isObject(choices[0])) {
    throw new UpstreamError("garbage", "the answer is no chat completion");
  }
  for (const choice of choices) if (isObject(choice)) failedChoice(choice);
  return json;
}

/** JSON as an answer or a piece of one. Fails with an `UpstreamError` where it is none, or tells an error. */
export function pieceOf(data: string): Record<string, unknown> {
  const json = parsed(data);
  if (!isObject(json)) throw new UpstreamError("garbage", "what should be an answer is no JSON object");
  if (tellsError(json)) throw toldInstead(json);
  return json;
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
