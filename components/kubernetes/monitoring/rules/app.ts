import { alert, type RuleGroup } from "./rule-group";

/** Requests that may wait for each pod: the trigger of its autoscaler. Above it the autoscaler is behind. */
const queueDepthPerPod = 50;

/** What the app in `namespace` says of itself: its line of waiting requests, its backends, its sessions. */
export function appRules(namespace: string): RuleGroup {
  const app = `namespace="${namespace}",container="ai-service"`;
  return {
    name: "breakwater-app",
    rules: [
      { record: "ai:request_queue_depth:sum", expr: `sum(ai_request_queue_depth{${app}})` },
      {
        record: "ai:request_queue_depth:avg",
        expr: `avg(ai_request_queue_depth{${app}})`,
      },
      alert("AiServiceQueueGrows", {
        expr: `ai:request_queue_depth:avg > ${queueDepthPerPod} and deriv(ai:request_queue_depth:sum[10m]) > 0`,
        minutes: 5,
        severity: "critical",
        summary: "More requests wait than ai-service scales away",
        description: `{{ $value | humanize }} requests wait for each pod, ${queueDepthPerPod} are the target, and they get more. The next are refused.`,
        action: "kubectl get hpa -A: at its maximum, or without a metric? kubectl get pods: pending for a node?",
      }),
      alert("AiBackendCircuitOpen", {
        expr: `max by (backend, model) (ai_backend_circuit_state{${app}}) == 2`,
        minutes: 5,
        severity: "warning",
        summary: "{{ $labels.backend }} {{ $labels.model }} is out for at least one pod of ai-service",
        description:
          "Its calls fail, all of them or those of one caller or question. Requests go on to the next entry of their route; where there is none they fail. Without a model it is the whole backend.",
        action:
          "Do other models of the backend answer? The gateway's status page and key; for vllm: kubectl -n models get pods.",
      }),
      alert("AiSessionsUnavailable", {
        expr: `min(ai_sessions_available{${app}}) == 0`,
        minutes: 2,
        severity: "critical",
        summary: "Conversations can be neither read nor written",
        description: "At least one pod of ai-service has no session store: its users lose their conversations' past.",
        action: "The session store's own metrics in Azure, or kubectl get pods -l app.kubernetes.io/name=redis.",
      }),
    ],
  };
}
