import { type CallBody, ChatError } from "../engine";

/**
 * Members by which gateways let a client name further models: OpenRouter's `models` (https://openrouter.ai/docs/features/model-routing) and LiteLLM's
 * `fallbacks` (https://docs.litellm.ai/docs/proxy/reliability). An answer of theirs would go past what a key may use, and be counted at another
 * model's price.
 */
const names = ["models", "fallbacks"] as const;

/** @throws ChatError (400, `unsupported_parameter`) for a request that names further models for its gateway to choose from */
export function checkOtherModels(body: CallBody): void {
  for (const name of names) {
    const value = body[name];
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
    const message = `Unsupported parameter: '${name}' is not supported by this service, whose routes say which model comes next. Name a use case or one model.`;
    throw new ChatError("unsupported_parameter", message, { param: name });
  }
}
