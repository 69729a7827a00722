import type { Redis } from "ioredis";
import type { Logger } from "../logging";
import { connectRedis } from "../redis";
import type { Settings } from "../settings";
import { connectServiceBus } from "./connect-service-bus";
import type { TaskQueue } from "./queue";
import { RedisTaskQueue } from "./redis-queue";
import { ServiceBusTaskQueue } from "./service-bus-queue";
import { TaskService } from "./service";
import { TaskStore } from "./store";

/** Everything about tasks that a process needs. */
export interface Tasks {
  store: TaskStore;
  queue: TaskQueue;
  service: TaskService;
  close(): Promise<void>;
}

/**
 * Connects tasks as the settings say; `undefined` where there is no Redis, in which the tasks and their answers stand
 * whatever queue delivers them.
 */
export async function connectTasks(settings: Settings, logger: Logger): Promise<Tasks | undefined> {
  if (settings.REDIS_HOST === undefined) return undefined;
  // A worker's first look at the queue comes before its first connection, and waits for it.
  const redis = connectRedis(settings, logger, {
    enableOfflineQueue: true,
    commandTimeout: 5_000,
    socketTimeout: 10_000,
  });
  const store = new TaskStore(redis, {
    pendingTtlSeconds: settings.TASK_PENDING_TTL,
    resultTtlSeconds: settings.TASK_RESULT_TTL,
    log: logger,
  });
  const queue = await connectQueue(settings, logger, redis);
  return {
    store,
    queue,
    service: new TaskService(store, queue),
    close: async () => {
      await queue.close();
      redis.disconnect();
    },
  };
}

async function connectQueue(settings: Settings, logger: Logger, redis: Redis): Promise<TaskQueue> {
  if (settings.TASK_QUEUE === "servicebus") {
    // The settings refuse this queue without its namespace.
    const client = await connectServiceBus(settings.SERVICEBUS_NAMESPACE ?? "");
    return new ServiceBusTaskQueue(client, settings.SERVICEBUS_QUEUE);
  }
  const options = {
    name: settings.TASK_LIST,
    lockMs: settings.TASK_LOCK * 1_000,
    maxWaiting: settings.TASK_QUEUE_LIMIT,
  };
  // A wait is over when its time is up, and not when a command usually is.
  const waits = {
    enableOfflineQueue: true,
    commandTimeout: undefined,
    socketTimeout: undefined,
    maxRetriesPerRequest: null,
  };
  return new RedisTaskQueue(redis, options, () => connectRedis(settings, logger, waits), logger);
}
