import type { Ending } from "../ask";
import { count, dollars, seconds } from "../text/formats";
import { t } from "../text/language";

/** Model, time, tokens and cost of an answer, as far as the API tells them. */
export function factsOf({ model, backend, usage, cost_usd: cost, latency_ms: latency }: Ending): string {
  const { prompt_tokens: prompt, completion_tokens: completion } = usage ?? {};
  return [
    model === undefined ? undefined : model + (backend === "vllm" ? ` (${t("inCluster")})` : ""),
    typeof latency === "number" ? seconds(latency) : undefined,
    typeof prompt === "number" && typeof completion === "number"
      ? t("tokens", { prompt: count(prompt), completion: count(completion) })
      : undefined,
    typeof cost === "number" ? dollars(cost) : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(" · ");
}
