import { alert, appearedOrGrew, type RuleGroup } from "./rule-group";

/** The task queue and the agent worker that drains it, in `namespace`; `fullFleet` is what all its pods together take at the target. */
export function workerRules(namespace: string, fullFleet: number): RuleGroup {
  const worker = `namespace="${namespace}",container="agent-worker"`;
  // What KEDA has measured: the queue itself tells Prometheus nothing.
  const queue = `sum(keda_scaler_metrics_value{namespace="${namespace}",scaledObject="agent-worker",scaler=~"redis-list|service-bus"})`;
  return {
    name: "breakwater-worker",
    rules: [
      { record: "agent:task_queue_length:sum", expr: queue },
      alert("AgentTaskQueueGrows", {
        expr: `agent:task_queue_length:sum > ${fullFleet} and deriv(agent:task_queue_length:sum[15m]) > 0`,
        minutes: 15,
        severity: "warning",
        summary: "More tasks come than all workers together finish",
        description: `{{ $value | humanize }} tasks wait, and they get more; the largest fleet is meant for ${fullFleet}.`,
        action: "kubectl get scaledobject agent-worker: at its maximum? Then more replicas, or fewer tasks.",
      }),
      alert("AgentTasksDie", {
        expr: appearedOrGrew(`agent_task_attempts_total{${worker},outcome="dead"}`, "15m"),
        severity: "warning",
        summary: "Tasks went to the dead letters",
        description: "{{ $value | humanize }} tasks in 15 minutes failed for good: nobody tries them again.",
        action: "Read the dead letters and the worker's log for their ids; docs/worker.md says how to send them again.",
      }),
      alert("AgentTasksLoseLocks", {
        expr: appearedOrGrew(`agent_task_attempts_total{${worker},outcome="lock-lost"}`, "15m"),
        minutes: 15,
        severity: "warning",
        summary: "Workers lose the locks of their tasks",
        description: "{{ $value | humanize }} tasks in 15 minutes went to a second worker while the first was at them.",
        action: "Is a worker's main thread blocked, or the lock shorter than the network's pauses? docs/worker.md.",
      }),
      alert("AgentWorkerCannotReceive", {
        expr: `sum(rate(agent_task_receive_errors_total{${worker}}[5m])) > 0`,
        minutes: 5,
        severity: "critical",
        summary: "Workers cannot look at the task queue",
        description: "No task is begun while the queue is away; those that wait are kept.",
        action: "The queue's own metrics in Azure; the worker's identity and its role on the queue.",
      }),
    ],
  };
}
