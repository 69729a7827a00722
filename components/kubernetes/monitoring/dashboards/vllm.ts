import type { Dashboard } from "./dashboard";

/** The model servers: what is asked of them, how full they are, what goes elsewhere. */
export function vllmDashboard(appNamespace: string, modelsNamespace: string): Dashboard {
  const vllm = `namespace="${modelsNamespace}",container="vllm"`;
  const app = `namespace="${appNamespace}",container="ai-service"`;
  const quantile = (share: number, metric: string) =>
    `histogram_quantile(${share}, sum by (le) (rate(${metric}_bucket{${vllm}}[$__rate_interval])))`;
  return {
    uid: "breakwater-vllm",
    title: "vLLM",
    description: "Demand for the in-cluster model, and what becomes of it.",
    panels: [
      {
        title: "Asked of vLLM",
        description: "Demand is what it is scaled on: what it holds plus what overflows.",
        unit: "short",
        queries: [
          [`sum(ai_vllm_requests_asked{${app}})`, "asked"],
          [`sum(ai_vllm_requests_in_flight{${app}})`, "held"],
        ],
      },
      {
        title: "Overflow to the gateway",
        unit: "reqps",
        queries: [[`sum by (reason) (rate(ai_vllm_overflow_total{${app}}[$__rate_interval]))`, "{{reason}}"]],
      },
      {
        title: "Pods",
        unit: "short",
        queries: [
          [`sum(kube_pod_status_ready{namespace="${modelsNamespace}",condition="true",pod=~"vllm-.*"})`, "ready"],
          [`sum(kube_pod_status_phase{namespace="${modelsNamespace}",phase="Pending",pod=~"vllm-.*"})`, "pending"],
        ],
      },
      {
        title: "Inside vLLM",
        unit: "short",
        queries: [
          [`sum(vllm:num_requests_running{${vllm}})`, "running"],
          [`sum(vllm:num_requests_waiting{${vllm}})`, "waiting"],
        ],
      },
      {
        title: "KV cache",
        unit: "percentunit",
        queries: [[`vllm:kv_cache_usage_perc{${vllm}}`, "{{pod}}"]],
      },
      {
        title: "Preemptions",
        description: "A sequence that lost its cache is computed again.",
        unit: "short",
        queries: [[`sum(rate(vllm:num_preemptions_total{${vllm}}[$__rate_interval])) * 60`, "per minute"]],
      },
      {
        title: "Time to the first token",
        unit: "s",
        queries: [
          [quantile(0.5, "vllm:time_to_first_token_seconds"), "p50"],
          [quantile(0.99, "vllm:time_to_first_token_seconds"), "p99"],
        ],
      },
      {
        title: "Tokens",
        unit: "short",
        queries: [
          [`sum(rate(vllm:prompt_tokens_total{${vllm}}[$__rate_interval]))`, "read/s"],
          [`sum(rate(vllm:generation_tokens_total{${vllm}}[$__rate_interval]))`, "written/s"],
        ],
      },
      {
        title: "Prefix cache hits",
        unit: "percentunit",
        queries: [
          [
            `sum(rate(vllm:prefix_cache_hits_total{${vllm}}[$__rate_interval])) / sum(rate(vllm:prefix_cache_queries_total{${vllm}}[$__rate_interval]))`,
            "share of tokens",
          ],
        ],
      },
    ],
  };
}
