import { Drain } from "../drain";
import { startHealth } from "../health";
import type { Logger } from "../logging";
import type { Metrics } from "../metrics";
import { startMetricsServer } from "../metrics-server";
import type { Settings } from "../settings";
import { connectTasks } from "../tasks";
import type { Tracing } from "../tracing";
import { Agent } from "./agent";
import { workerMetrics } from "./metrics";

import type { ChatModel } from "./model";
import { taskTimes } from "./task-times";
import { TaskWorker } from "./task-worker";
import { builtInTools } from "./tools";

/** What a worker is started with. */
export interface StartWorkerOptions {
  settings: Settings;
  logger: Logger;
  metrics: Metrics;
  tracing: Tracing;
  model: ChatModel;
  /** Ends what the model stands on; after the last task. */
  close?(): Promise<void>;
}

/** Starts the worker with everything around it. Resolves when it takes tasks, with the way to end it. */
export async function startWorker(options: StartWorkerOptions): Promise<Drain> {
  const { settings, logger, metrics, tracing, model, close } = options;
  // First: a start that hangs must be seen to hang.
  const health = await startHealth(settings, logger);
  const tasks = await connectTasks(settings, logger);
  if (tasks === undefined) throw new Error("The worker's settings were loaded without a Redis");
  const metricsServer = await startMetricsServer(metrics, settings.HTTP_HOST, settings.METRICS_PORT);

  const { callMs, attemptMs } = taskTimes(settings);
  const worker = new TaskWorker({
    queue: tasks.queue,
    store: tasks.store,
    agent: new Agent({ model, tools: builtInTools(), maxModelCalls: settings.AGENT_MAX_MODEL_CALLS, callMs }),
    health: health.state,
    metrics: workerMetrics(metrics.registry),
    tracing,
    log: logger,
    prefetch: settings.WORKER_CONCURRENCY,
    maxAttempts: settings.TASK_MAX_ATTEMPTS,
    maxDeaths: settings.TASK_MAX_DEATHS,
    timeoutMs: attemptMs,
    maxAgeMs: settings.TASK_MAX_AGE * 1_000,
  });

  const drain = new Drain(
    { noticeMs: settings.DRAIN_NOTICE * 1_000, limitMs: settings.DRAIN_SECONDS * 1_000 },
    [
      [worker.drain],
      [
        { name: "tasks", run: () => tasks.close() },
        { name: "model", run: async () => close?.() },
        { name: "metrics", run: async () => void metricsServer.close() },
      ],
    ],
    {
      onBegin: (reason) => {
        health.state.markDraining();
        logger.info({ reason }, "draining");
      },
      onStepError: (step, error) => logger.error({ step, err: error }, "drain step failed"),
      onEnd: (late) => logger.info({ late }, "drained"),
    },
  );
  // Without its health thread the kubelet would kill the process in the middle of its work.
  health.failed.catch(async (error: unknown) => {
    logger.error({ err: error }, "health thread failed");
    await drain.begin("health thread failed");
    logger.flush(() => process.exit(1));
  });

  worker.start();
  health.state.markStarted();
  logger.info({ queue: settings.TASK_QUEUE, healthPort: health.port }, "worker ready");
  return drain;
}
