import { tokensOfBytes } from "@breakwater/overload";
import type { Usage } from "../engine";

/** Tokens as the backend counted them, or `undefined` where it did not. */
export function usageOf(json: Record<string, unknown>): Usage | undefined {
  const { usage } = json;
  if (typeof usage !== "object" || usage === null) return undefined;
  // The responses call has names of its own, and embeddings write nothing.
  const counts = usage as Record<string, unknown>;
  const promptTokens = counts.prompt_tokens ?? counts.input_tokens;
  const completionTokens = counts.completion_tokens ?? counts.output_tokens ?? (json.object === "list" ? 0 : undefined);
  return isCount(promptTokens) && isCount(completionTokens) ? { promptTokens, completionTokens } : undefined;
}

/** Tokens of an answer that says nothing about them. */
export function estimatedUsage(promptBytes: number, answerBytes: number): Usage {
  return { promptTokens: tokensOfBytes(promptBytes), completionTokens: tokensOfBytes(answerBytes) };
}

const isCount = (value: unknown): value is number => typeof value === "number" && value >= 0;
