import Fastify from "fastify";
import { ChatError } from "../engine";
import { tasksPlugin } from "./plugin";
import { QueueFullError } from "./queue";
import type { TaskService } from "./service";
import { IdempotencyConflictError } from "./store";
import type { Task } from "./task";

const task: Task = {
  id: "7f1f0a39-8c1d-4f63-9f0f-6a1d1c6c2f11",
  status: "queued",
  input: { question: "?" },
  attempts: 0,
  failures: 0,
  deaths: 0,
  deathsAlone: 0,
  notBefore: 0,
  createdAt: "2026-11-22T20:00:00.000Z",
};

/** A server with the routes of tasks over a service that does what the test says. */
function serverOver(service: Partial<Record<"submit" | "get", (...args: never[]) => Promise<unknown>>> | undefined) {
  const server = Fastify();
  server.setErrorHandler((error, _request, reply) => {
    if (error instanceof ChatError) return reply.code(error.status).send(error.toBody());
    return reply.send(error);
  });
  void server.register(tasksPlugin, {
    service: service as unknown as TaskService | undefined,
    callerOf: (request) => ({ user: request.headers["x-user-id"] as string | undefined }),
  });
  return server;
}

/** One request to such a server over a real socket. */
async function ask(service: Parameters<typeof serverOver>[0], path: string, init: RequestInit) {
  const server = serverOver(service);
  const address = await server.listen({ host: "127.0.0.1", port: 0 });
  try {
    const response = await fetch(`${address}${path}`, init);
    const body = await response.text();
    return { statusCode: response.status, headers: response.headers, body, json: () => JSON.parse(body) };
  } finally {
    await server.close();
  }
}
const post = (service: Parameters<typeof serverOver>[0], body: unknown, headers: Record<string, string> = {}) =>
  ask(service, "/api/tasks", {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close", ...headers },
    body: JSON.stringify(body),
  });

describe("POST /api/tasks", () => {
  test("answers at once with the task's id and where to ask for it", async () => {
    const submit = jest.fn(async () => task);
    const headers = { "x-user-id": "ann", "idempotency-key": "k1" };
    const response = await post({ submit }, { question: " ? ", use_case: "simple_qa" }, headers);
    expect(response.statusCode).toBe(202);
    expect(response.headers.get("location")).toBe(`/api/tasks/${task.id}`);
    expect(response.json()).toEqual({ id: task.id, status: "queued" });
    expect(submit).toHaveBeenCalledWith(
      { question: "?", use_case: "simple_qa" },
      { user: "ann", idempotencyKey: "k1" },
    );
  });

  test.each([
    ["no question", {}, "question"],
    ["an empty question", { question: "  " }, "question"],
    ["a question above the bound", { question: "x".repeat(16_001) }, "question"],
    ["a wrong type", { question: 7 }, "question"],
    ["a field that there is not", { question: "?", tools: [] }, "tools"],
    ["no object", [], null],
  ])("refuses %s with 400 and the field's name", async (_name, body, param) => {
    const response = await post({}, body);
    expect(response.statusCode).toBe(400);
    expect(response.json().error).toMatchObject({ type: "invalid_request_error", param });
  });

  test("refuses a key that could not stand in a log", async () => {
    expect((await post({}, { question: "?" }, { "idempotency-key": "a b" })).statusCode).toBe(400);
  });

  test("refuses a body that is larger than any question", async () => {
    expect((await post({}, { question: "x".repeat(200_000) })).statusCode).toBe(413);
  });

  test.each([
    ["a full queue", new QueueFullError("ai-requests"), 429, "queue_full"],
    ["another input under a used key", new IdempotencyConflictError(), 409, "idempotency_conflict"],
    ["a Redis that is away", new Error("ECONNREFUSED 10.0.0.1"), 503, "tasks_unavailable"],
  ])("tells of %s", async (_name, error, status, code) => {
    const response = await post({ submit: () => Promise.reject(error) }, { question: "?" });
    expect(response.statusCode).toBe(status);
    expect(response.json().error.code).toBe(code);
    expect(response.body).not.toContain("10.0.0.1");
  });
});

describe("GET /api/tasks/:id", () => {
  const get = (service: Parameters<typeof serverOver>[0], id: string) =>
    ask(service, `/api/tasks/${id}`, { headers: { "x-user-id": "ann", connection: "close" } });

  test("shows the answer", async () => {
    const result = { answer: "42", model: "m", tools: ["calculator"], modelCalls: 2 };
    const find = jest.fn(async () => ({ ...task, status: "done", attempts: 1, result }));
    const response = await get({ get: find }, task.id);
    expect(response.json()).toMatchObject({
      status: "done",
      result: { answer: "42", model: "m", tools: ["calculator"], model_calls: 2 },
    });
    expect(find).toHaveBeenCalledWith(task.id, "ann");
  });

  test("shows neither the reason of a failure nor what a worker has kept", async () => {
    const failed = { ...task, status: "failed", error: "connect 10.0.0.1", checkpoint: "secret" };
    const { body } = await get({ get: async () => failed }, task.id);
    expect(body).toContain("could not be answered");
    expect(body).not.toMatch(/10\.0\.0\.1|secret/);
  });

  test("finds neither what there is not nor what is no id, and asks no store for the latter", async () => {
    expect((await get({ get: async () => undefined }, task.id)).statusCode).toBe(404);
    const never = jest.fn();
    expect((await get({ get: never }, "*")).statusCode).toBe(404);
    expect(never).not.toHaveBeenCalled();
  });
});

test("where there is no Redis, both routes say so", async () => {
  const taken = await post(undefined, { question: "?" });
  const told = await ask(undefined, `/api/tasks/${task.id}`, { headers: { connection: "close" } });
  for (const { statusCode, json } of [taken, told]) {
    expect(statusCode).toBe(503);
    expect(json()).toMatchObject({ error: { code: "tasks_unavailable" } });
  }
});
