import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** How an attempt at a task ended. `isolated`: workers died of it, or beside it, and it comes later, alone. `unsettled`: store or queue were away, and the task comes back by itself. */
export type AttemptOutcome =
  "done" | "duplicate" | "retried" | "unavailable" | "handed-back" | "lock-lost" | "isolated" | "dead" | "unsettled";

/** What the worker tells Prometheus. */
export interface WorkerMetrics {
  attempts: Counter<"outcome">;
  inHand: Gauge;
  seconds: Histogram<"outcome">;
  lockExtensions: Counter<"result">;
  receiveErrors: Counter;
}

/** Registers the worker's metrics. */
export function workerMetrics(registry: Registry): WorkerMetrics {
  const registers = [registry];
  return {
    attempts: new Counter({
      name: "agent_task_attempts_total",
      help: "Attempts at tasks, by how they ended",
      labelNames: ["outcome"],
      registers,
    }),
    inHand: new Gauge({ name: "agent_tasks_in_hand", help: "Tasks that this worker is at", registers }),
    seconds: new Histogram({
      name: "agent_task_attempt_seconds",
      help: "Duration of an attempt",
      labelNames: ["outcome"],
      // An agent's answer takes several calls, each of seconds or, at the slowest pace, of minutes.
      buckets: [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1_200, 1_800],
      registers,
    }),
    lockExtensions: new Counter({
      name: "agent_task_lock_extensions_total",
      help: "Extensions of task locks, by result",
      labelNames: ["result"],
      registers,
    }),
    receiveErrors: new Counter({
      name: "agent_task_receive_errors_total",
      help: "Failed looks at the queue, e.g. because it is away",
      registers,
    }),
  };
}
