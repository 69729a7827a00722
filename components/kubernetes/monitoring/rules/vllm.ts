import { alert, type RuleGroup } from "./rule-group";

/** The model servers in `modelsNamespace`, and what the app in `appNamespace` could not give them. */
export function vllmRules(appNamespace: string, modelsNamespace: string): RuleGroup {
  const vllm = `namespace="${modelsNamespace}",container="vllm"`;
  const app = `namespace="${appNamespace}",container="ai-service"`;
  const overflow = `sum(rate(ai_vllm_overflow_total{${app}}[10m]))`;
  return {
    name: "breakwater-vllm",
    rules: [
      alert("VllmSaturated", {
        expr: `avg(vllm:kv_cache_usage_perc{${vllm}}) > 0.9`,
        minutes: 5,
        severity: "warning",
        summary: "vLLM's KV cache is full",
        description:
          "{{ $value | humanizePercentage }} on average: sequences are preempted and computed again, and every answer slows down.",
        action: "More replicas, or less context (maxModelLen); dashboard Breakwater / vLLM.",
      }),
      alert("VllmQueues", {
        // llm-d scales at one waiting request a replica.
        expr: `avg(vllm:num_requests_waiting{${vllm}}) > 1`,
        minutes: 5,
        severity: "warning",
        summary: "Requests wait inside vLLM",
        description: "{{ $value | humanize }} wait for each replica: the app gives it more than it takes.",
        action: "VLLM_MAX_IN_FLIGHT of the app bounds what one pod gives; does the Autoscaler of vllm add replicas?",
      }),
      alert("VllmOverflows", {
        expr: `${overflow} / (${overflow} + sum(rate(ai_backend_calls_total{${app},backend="vllm"}[10m]))) > 0.5`,
        minutes: 15,
        severity: "warning",
        summary: "Most of what is meant for vLLM goes to the gateway",
        description: "{{ $value | humanizePercentage }} overflow. Users have their answers, and each costs tokens.",
        action: "Dashboard Breakwater / vLLM: are there pods, are they at their limit, is a GPU node on its way?",
      }),
      alert("VllmAway", {
        expr: `sum(rate(ai_vllm_overflow_total{${app},reason=~"absent|failed"}[5m])) > 0`,
        // One that is scaled to 0 takes some 10 min to be back (Azure/AKS#3652).
        minutes: 20,
        severity: "warning",
        summary: "vLLM does not answer",
        description: "Every request that is meant for it goes to the gateway.",
        action: "kubectl -n models get pods; kubectl -n models describe deployment vllm.",
      }),
    ],
  };
}
