import { tokensOfBytes } from "@breakwater/overload";
import type { Usage } from "../engine";
import { isObject } from "../json";

/** Tokens as the backend counted them, or `undefined` where it did not. */
export function usageOf(json: Record<string, unknown>): Usage | undefined {
  const { usage } = json;
  if (typeof usage !== "object" || usage === null) return undefined;
  // The responses call has names of its own, and embeddings write nothing.
  const counts = usage as Record<string, unknown>;
  const promptTokens = counts.prompt_tokens ?? counts.input_tokens;
  const completionTokens = counts.completion_tokens ?? counts.output_tokens ?? (json.object === "list" ? 0 : undefined);
  if (!isCount(promptTokens) || !isCount(completionTokens)) return undefined;
  const cachedTokens = cachedOf(counts.prompt_tokens_details ?? counts.input_tokens_details);
  return cachedTokens === 0
    ? { promptTokens, completionTokens }
    : { promptTokens, completionTokens, cachedTokens: Math.min(cachedTokens, promptTokens) };
}

/** `cached_tokens` of the prompt's details, which are among the prompt's tokens (https://platform.openai.com/docs/guides/prompt-caching). */
function cachedOf(details: unknown): number {
  const cached = isObject(details) ? details.cached_tokens : undefined;
  return isCount(cached) ? cached : 0;
}

/** Tokens of an answer that says nothing about them. */
export function estimatedUsage(promptBytes: number, answerBytes: number): Usage {
  return { promptTokens: tokensOfBytes(promptBytes), completionTokens: tokensOfBytes(answerBytes) };
}

// A provider that writes 1e999 has counted nothing.
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Why the first choice of a whole answer ended, in the backend's words. */
export function finishReasonOf({ choices }: Record<string, unknown>): string | undefined {
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  return isObject(first) && typeof first.finish_reason === "string" ? first.finish_reason : undefined;
}
