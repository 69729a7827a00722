import type { FastifyPluginCallback, FastifyRequest } from "fastify";
import { z } from "zod";
import { readFields } from "../body";
import { type Caller, ChatError } from "../engine";
import { QueueFullError } from "./queue";
import type { TaskService } from "./service";
import { IdempotencyConflictError } from "./store";
import { type Task, taskInput } from "./task";

/** What the routes of tasks need. */
export interface TasksPluginOptions {
  /** Left out where there is no Redis, in which tasks stand: the routes then say so. */
  service: TaskService | undefined;
  /** Who asks; tasks of one user are not found by another, and are charged to the key that asked. */
  callerOf(request: FastifyRequest): Partial<Caller>;
  /** Fails with a `ChatError` where no route has the question's use case or model. Left out, that is found out when the task runs. */
  checkRoute?(asked: { useCase?: string; model?: string }): void;
}

/** Largest body of `POST /api/tasks`, bytes: the longest question in four-byte characters, and its JSON. */
const maxBodyBytes = 96 * 1024;

/** When a client should come back to a full queue, or to a Redis that is away, seconds. */
const retryAfterSeconds = 5;

const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "1 to 255 visible ASCII characters")
  .optional();

/**
 * `POST /api/tasks` takes a question for the agent and answers at once with an id; `GET /api/tasks/:id` tells what became of it. Errors
 * are `ChatError`s, for the server's own error handler.
 */
export const tasksPlugin: FastifyPluginCallback<TasksPluginOptions> = (
  server,
  { service, callerOf, checkRoute },
  done,
) => {
  if (service === undefined) {
    server.post("/api/tasks", refuseTasks);
    server.get("/api/tasks/:id", refuseTasks);
    return done();
  }
  server.post("/api/tasks", { bodyLimit: maxBodyBytes }, async (request, reply) => {
    const input = readFields(taskInput, request.body);
    checkRoute?.({ useCase: input.use_case, model: input.model });
    const once = readFields(idempotencyKey, request.headers["idempotency-key"], "Idempotency-Key");
    const { user, key } = callerOf(request);
    const task = await available(request, () => service.submit(input, { user, key, idempotencyKey: once }));
    return reply.code(202).header("location", `/api/tasks/${task.id}`).send({ id: task.id, status: task.status });
  });

  server.get<{ Params: { id: string } }>("/api/tasks/:id", async (request, reply) => {
    const { id } = request.params;
    const task = z.uuid().safeParse(id).success
      ? await available(request, () => service.get(id, callerOf(request).user))
      : undefined;
    if (task === undefined) {
      throw new ChatError("task_not_found", "There is no such task");
    }
    return reply.header("cache-control", "no-store").send(shown(task));
  });
  done();
};

function refuseTasks(): never {
  const message = "There is no task queue here: tasks need a Redis (REDIS_HOST).";
  throw new ChatError("tasks_unavailable", message);
}

/** A task as its user sees it. */
function shown({ id, status, attempts, createdAt, startedAt, finishedAt, result, error }: Task): object {
  return {
    id,
    status,
    attempts,
    created_at: createdAt,
    started_at: startedAt,
    finished_at: finishedAt,
    result: result && {
      answer: result.answer,
      model: result.model,
      tools: result.tools,
      model_calls: result.modelCalls,
    },
    // Why an attempt failed may name hosts and files; it stands in the logs and in the dead-letter list.
    error: error === undefined ? undefined : "The task could not be answered",
  };
}

/** Tells the errors of store and queue as HTTP does. */
async function available<T>(request: FastifyRequest, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof QueueFullError) {
      const message = "Too many tasks are waiting";
      throw new ChatError("queue_full", message, { retryAfterSeconds });
    }
    if (error instanceof IdempotencyConflictError) {
      throw new ChatError("idempotency_conflict", error.message);
    }
    request.log.warn({ err: error }, "tasks are not available");
    throw new ChatError("tasks_unavailable", "Tasks are not available at the moment", {
      retryAfterSeconds,
      cause: error,
    });
  }
}
