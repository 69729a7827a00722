import { isObject } from "../json";

/** An error as a provider tells it, in any of the shapes that are in use. What is no text there is left out. */
export interface ToldError {
  readonly message?: string;
  readonly type?: string;
  readonly param?: string;
  readonly code?: string;
  /** HTTP status that the error names, where it was told under another one, as inside a stream. */
  readonly status?: number;
  /** Further members of the error: Azure's `innererror`, OpenRouter's `metadata`. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Most of the details that is passed on, characters of JSON. */
const mostDetails = 16 * 1024;

/** An error inside an error inside an error is looked into, and no deeper. */
const deepest = 3;

/** Longest message that is passed on, characters. */
const longestMessage = 4 * 1024;

/**
 * Reads what a provider says went wrong, or `undefined` where it says nothing.
 *
 * - OpenAI, Azure OpenAI, LiteLLM, OpenRouter, vLLM: `{"error": {"message", "type", "param", "code", …}}`; a code may be a number
 *   (https://platform.openai.com/docs/guides/error-codes, https://openrouter.ai/docs/api/reference/errors-and-debugging)
 * - Anthropic: `{"type": "error", "error": {"type", "message"}}` (https://docs.anthropic.com/en/api/errors)
 * - Gemini: a list with one of them (https://ai.google.dev/gemini-api/docs/openai)
 * - vLLM's key check: `{"error": "Unauthorized"}`; vLLM up to 0.9: the error's members at the top, with `"object": "error"`
 * - FastAPI: `{"detail": "…"}` or a list of `{"loc", "msg"}`
 */
export function toldErrorOf(json: unknown, depth = 0): ToldError | undefined {
  if (depth > deepest) return undefined;
  const value = Array.isArray(json) ? (json[0] as unknown) : json;
  if (typeof value === "string") return value.trim() === "" ? undefined : { message: short(value) };
  if (!isObject(value)) return undefined;
  if (isTold(value.error)) return toldErrorOf(value.error, depth + 1);
  if (isTold(value.detail)) return { message: detailOf(value.detail) };
  if (Array.isArray(value.errors) && value.errors.length > 0) return toldErrorOf(value.errors, depth + 1);
  const { message: said, msg, error_msg: errorMessage, type, param, code, ...details } = value;
  // The last two are Chinese providers' (Baidu, Zhipu).
  const message = said ?? msg ?? errorMessage;
  if (![message, type, code].some((member) => typeof member === "string" || typeof member === "number"))
    return undefined;
  return {
    message: typeof message === "string" ? short(message) : undefined,
    type: textOf(type),
    param: textOf(param),
    code: typeof code === "number" ? String(code) : textOf(code),
    status: statusOf(code) ?? statusOf(value.status),
    details: boundedDetails(details),
  };
}

/** Whether a piece of JSON that was to be an answer tells an error. Providers that always have the member set it to null in an answer. */
export function tellsError(json: Record<string, unknown>): boolean {
  return isTold(json.error) || json.object === "error" || json.type === "error";
}

const isTold = (value: unknown): boolean => value !== undefined && value !== null && value !== false && value !== "";

/** Python's clients write `"None"` for what is not there. */
const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" && value !== "None" ? short(value) : undefined;

const short = (text: string): string => (text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text);

function statusOf(code: unknown): number | undefined {
  const status = typeof code === "number" || (typeof code === "string" && /^\d{3}$/.test(code)) ? Number(code) : 0;
  return status >= 400 && status < 600 ? status : undefined;
}

function detailOf(detail: unknown): string {
  if (typeof detail === "string") return short(detail);
  const messages = (Array.isArray(detail) ? detail : [detail]).map((problem: unknown) => {
    if (!isObject(problem) || typeof problem.msg !== "string") return undefined;
    return Array.isArray(problem.loc) ? `${problem.loc.join(".")}: ${problem.msg}` : problem.msg;
  });
  return short(messages.filter((message) => message !== undefined).join("; ") || "The request is not valid.");
}

function boundedDetails(details: Record<string, unknown>): ToldError["details"] {
  if (Object.keys(details).length === 0) return undefined;
  try {
    return JSON.stringify(details).length > mostDetails ? undefined : details;
  } catch {
    // Nested deeper than the stack.
    return undefined;
  }
}
