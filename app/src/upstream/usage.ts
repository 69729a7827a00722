import { tokensOfBytes } from "@breakwater/overload";
import type { Usage } from "../engine";

/** Tokens as the backend counted them, or `undefined` where it did not. */
export function usageOf(json: Record<string, unknown>): Usage | undefined {
  const { usage } = json;
  if (typeof usage !== "object" || usage === null) return undefined;
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = usage as Record<string, unknown>;
  return isCount(promptTokens) && isCount(completionTokens) ? { promptTokens, completionTokens } : undefined;
}

/** Tokens of an answer that says nothing about them. */
export function estimatedUsage(promptBytes: number, answerBytes: number): Usage {
  return { promptTokens: tokensOfBytes(promptBytes), completionTokens: tokensOfBytes(answerBytes) };
}

const isCount = (value: unknown): value is number => typeof value === "number" && value >= 0;

/** Why the first choice of a whole answer ended, in the backend's words. */
export function finishReasonOf(json: Record<string, unknown>): string | undefined {
  const reason = (json.choices as { finish_reason?: unknown }[])[0]?.finish_reason;
  return typeof reason === "string" ? reason : undefined;
}
