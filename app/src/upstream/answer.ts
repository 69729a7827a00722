import type { Endpoint } from "../engine";
import { countValues, isObject, mostValues } from "../json";
import { UpstreamError } from "./errors";

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

/** The JSON of a whole answer, or `undefined` where it is none or tells an error. */
export function wholeAnswerOf(
  bytes: Buffer,
  endpoint: Endpoint = "chat/completions",
): Record<string, unknown> | undefined {
  if (bytes.length > surelySmall && countValues(bytes, mostValues) > mostValues) {
    return endpoint === "embeddings" ? manyNumbers(bytes) : undefined;
  }
  const json = parsed(bytes.toString("utf8"));
  return isObject(json) && !tellsError(json) && isAnswerTo[endpoint](json) ? json : undefined;
}

/**
 * Embeddings as numbers are more values than anything else may have: 2,048 inputs of 1,536 dimensions are three million. They pass without being
 * parsed, and their tokens are estimated from the request.
 */
function manyNumbers(bytes: Buffer): Record<string, unknown> | undefined {
  const text = bytes.toString("latin1", 0, 1_024);
  const end = bytes.toString("latin1", bytes.length - 16).trimEnd();
  return /^\s*\{/.test(text) && text.includes('"embedding"') && end.endsWith("}") ? {} : undefined;
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
