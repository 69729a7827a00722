import type { Capacity } from "./capacity";

/** vLLM's own names for what autoscaling looks at. */
export function vllmMetrics(capacity: Capacity, answered: number): string {
  const label = '{model_name="stand-in"}';
  return [
    "# TYPE vllm:num_requests_running gauge",
    `vllm:num_requests_running${label} ${capacity.running}`,
    "# TYPE vllm:num_requests_waiting gauge",
    `vllm:num_requests_waiting${label} ${capacity.queued}`,
    "# TYPE vllm:kv_cache_usage_perc gauge",
    `vllm:kv_cache_usage_perc${label} ${Math.min(1, capacity.running / 256)}`,
    "# TYPE vllm:request_success_total counter",
    `vllm:request_success_total${label} ${answered}`,
    "",
  ].join("\n");
}
