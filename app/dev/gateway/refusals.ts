import type { Call, Question } from "./question";
import { isReasoning } from "./written";

/** A refusal in OpenAI's shape. */
export interface Refusal {
  message: string;
  type: "invalid_request_error";
  param: string;
  code: string;
}

/** What OpenAI's reasoning models refuse of a chat, in its words: https://platform.openai.com/docs/guides/reasoning */
export function refusalOf(call: Call, { model, body }: Question): Refusal | undefined {
  if (call !== "chat" || !isReasoning(model)) return undefined;
  if (body.max_tokens !== undefined) {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    return { message, type: "invalid_request_error", param: "max_tokens", code: "unsupported_parameter" };
  }
  const { temperature } = body;
  if (typeof temperature !== "number" || temperature === 1) return undefined;
  const message = `Unsupported value: 'temperature' does not support ${temperature} with this model. Only the default (1) value is supported.`;
  return { message, type: "invalid_request_error", param: "temperature", code: "unsupported_value" };
}
