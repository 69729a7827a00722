import { countValues, isObject, mostValues } from "../json";
import { UpstreamError } from "./errors";

/** A body below this is parsed without being counted first: it cannot have more values than bytes. */
const surelySmall = mostValues;

/** The JSON of a whole answer, or `undefined` where it is none: an object with a choice, that tells no error. */
export function wholeAnswerOf(bytes: Buffer): Record<string, unknown> | undefined {
  if (bytes.length > surelySmall && countValues(bytes, mostValues) > mostValues) return undefined;
  const json = parsed(bytes.toString("utf8"));
  if (!isObject(json) || tellsError(json)) return undefined;
  return Array.isArray(json.choices) && isObject(json.choices[0]) ? json : undefined;
}

/** The data of a stream's event as a piece of an answer. Fails with an `UpstreamError` where it is none. */
export function pieceOf(data: string): Record<string, unknown> {
  const json = parsed(data);
  if (!isObject(json)) throw new UpstreamError("garbage", "a streamed event is no JSON object");
  if (tellsError(json)) throw new UpstreamError("failed", "the backend told an error instead of the rest");
  return json;
}

/** Providers that always have the member set it to null in an answer. */
function tellsError(json: Record<string, unknown>): boolean {
  return json.error !== undefined && json.error !== null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
