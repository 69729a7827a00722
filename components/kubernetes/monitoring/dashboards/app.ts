import type { Dashboard } from "./dashboard";

/** What users get: how many, how fast, how many fail, and what it hangs on. */
export function appDashboard(namespace: string): Dashboard {
  const app = `namespace="${namespace}",container="ai-service"`;
  const worker = `namespace="${namespace}",container="agent-worker"`;
  const latency = (quantile: number) =>
    `histogram_quantile(${quantile}, sum by (le) (rate(ai_request_latency_seconds_bucket{${app}}[$__rate_interval])))`;
  return {
    uid: "breakwater-app",
    title: "App",
    description: "ai-service and agent-worker as their users see them.",
    panels: [
      {
        title: "Requests by model",
        unit: "reqps",
        queries: [[`sum by (model) (rate(ai_request_total{${app}}[$__rate_interval]))`, "{{model}}"]],
      },
      {
        title: "Failed and refused",
        description: "429 is too little capacity, 5xx a backend or the app itself.",
        unit: "reqps",
        queries: [
          [`sum by (status) (rate(ai_request_total{${app},status=~"5..|429"}[$__rate_interval]))`, "{{status}}"],
          [`sum by (reason) (rate(ai_requests_refused_total{${app}}[$__rate_interval]))`, "refused: {{reason}}"],
        ],
      },
      {
        title: "Time to the whole answer",
        unit: "s",
        queries: [
          [latency(0.5), "p50"],
          [latency(0.95), "p95"],
          [latency(0.99), "p99"],
        ],
      },
      {
        title: "Share of the objectives' budgets, per hour",
        description: "Failed and slow requests of the last hour.",
        unit: "percentunit",
        queries: [
          ["ai:request_errors:ratio_rate1h", "failed or refused"],
          ["ai:request_slow:ratio_rate1h", "slower than 30 s"],
        ],
      },
      {
        title: "Requests that wait",
        unit: "short",
        queries: [
          ["ai:request_queue_depth:sum", "all"],
          ["ai:request_queue_depth:avg", "for each pod; 50 adds pods"],
        ],
      },
      {
        title: "At models, and what they are allowed",
        description: "Each model's limit is found while it works. At the limit requests wait.",
        unit: "short",
        queries: [
          [`sum by (backend, model) (ai_backend_in_flight{${app}})`, "{{backend}} {{model}}"],
          [`sum by (backend, model) (ai_backend_concurrency_limit{${app}})`, "{{backend}} {{model}}, limit"],
        ],
      },
      {
        title: "Circuit breakers that are not closed",
        description: "1 half open, 2 open, of the worst pod. Without a model: the whole backend.",
        unit: "short",
        queries: [[`max by (backend, model) (ai_backend_circuit_state{${app}}) > 0`, "{{backend}} {{model}}"]],
      },
      {
        title: "Calls of backends by outcome",
        unit: "reqps",
        queries: [
          [
            `sum by (backend, outcome) (rate(ai_backend_calls_total{${app}}[$__rate_interval]))`,
            "{{backend}} {{outcome}}",
          ],
          [`sum(rate(ai_retries_total{${app}}[$__rate_interval]))`, "retries"],
          [`sum(rate(ai_fallbacks_total{${app}}[$__rate_interval]))`, "fallbacks"],
        ],
      },
      {
        title: "Tasks that wait, and are worked at",
        unit: "short",
        queries: [
          ["agent:task_queue_length:sum", "waiting"],
          [`sum(agent_tasks_in_hand{${worker}})`, "in hand"],
        ],
      },
      {
        title: "Attempts at tasks",
        unit: "short",
        queries: [
          [`sum by (outcome) (rate(agent_task_attempts_total{${worker}}[$__rate_interval])) * 60`, "{{outcome}}/min"],
        ],
      },
    ],
  };
}
