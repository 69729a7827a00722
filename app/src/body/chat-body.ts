import { type CallBody, ChatError, type ChatBody } from "../engine";
import { isObject } from "../json";

/** Longest name of a model or a use case. */
const longestName = 256;

/**
 * Checks what the app reads of an OpenAI chat completion and leaves the rest to the backend. By hand and not by a schema, because this is
 * the hot path and the messages may have megabytes. The same for every way in, HTTP and gRPC.
 *
 * @throws ChatError (`invalid_request`) that names the field
 */
export function chatBodyOf(value: unknown): ChatBody {
  if (!isObject(value)) throw wrong("The body must be a JSON object.", undefined);
  const {
    messages,
    model,
    stream,
    use_case: useCase,
    max_tokens: maxTokens,
    max_completion_tokens: maxCompletionTokens,
  } = value;
  if (!Array.isArray(messages) || messages.length === 0)
    throw wrong("messages must be a list with at least one message.", "messages");
  for (let index = 0; index < messages.length; index++) {
    const message: unknown = messages[index];
    if (!isObject(message)) throw wrong(`messages[${index}] must be an object.`, `messages[${index}]`);
    if (typeof message.role !== "string")
      throw wrong(`messages[${index}].role must be a string.`, `messages[${index}].role`);
  }
  name(model, "model");
  name(useCase, "use_case");
  if (stream !== undefined && stream !== null && typeof stream !== "boolean")
    throw wrong("stream must be true or false.", "stream");
  tokens(maxTokens, "max_tokens");
  tokens(maxCompletionTokens, "max_completion_tokens");
  return value as ChatBody;
}

function name(value: unknown, param: string): void {
  // OpenAI's clients write `null` for what they leave out.
  if (value === undefined || value === null) return;
  const allowed = `${param} must be a string of 1 to ${longestName} characters.`;
  if (typeof value !== "string" || value === "") throw wrong(allowed, param);
  if (value.length > longestName) throw new ChatError("string_above_max_length", allowed, { param });
}

function tokens(value: unknown, param: string, least = 1): void {
  if (value === undefined || value === null) return;
  if (!Number.isInteger(value) || (value as number) < least)
    throw wrong(`${param} must be a whole number of at least ${least}.`, param);
}

function wrong(message: string, param: string | undefined): ChatError {
  return new ChatError("invalid_request", message, { param });
}

/**
 * Checks what the app reads of OpenAI's other calls.
 *
 * @param bound name of the answer's bound, where it has one, and the least that it may be
 */
export function callBodyOf(value: unknown, bound?: { name: string; least: number }): CallBody {
  if (!isObject(value)) throw wrong("The body must be a JSON object.", undefined);
  const { model, stream, use_case: useCase } = value;
  name(model, "model");
  name(useCase, "use_case");
  if (stream !== undefined && stream !== null && typeof stream !== "boolean")
    throw wrong("stream must be true or false.", "stream");
  if (bound !== undefined) tokens(value[bound.name], bound.name, bound.least);
  return value as CallBody;
}
