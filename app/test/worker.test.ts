import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { Registry } from "prom-client";
import { SharedHealthState } from "../src/health";
import { TaskService, TaskStore } from "../src/tasks";
import { RedisTaskQueue } from "../src/tasks/redis-queue";
import { Tracing } from "../src/tracing";
import { Agent } from "../src/worker/agent";
import { workerMetrics } from "../src/worker/metrics";
import { type ChatModel, ModelUnavailableError, type ModelReply } from "../src/worker/model";
import { TaskWorker, type TaskWorkerOptions } from "../src/worker/task-worker";
import { builtInTools } from "../src/worker/tools";
import { gate, untilAborted } from "./support/gate";
import { describeWithRedis, TestRedis } from "./support/redis-server";
import { until } from "./support/until";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const says = (content: string): ModelReply => ({ content, toolCalls: [], model: "stand-in" });

describeWithRedis("the worker on a real Redis", () => {
  let server: TestRedis;
  let redis: Redis;
  let store: TaskStore;
  let service: TaskService;
  const running: TaskWorker[] = [];

  const newQueue = (lockMs: number): RedisTaskQueue =>
    new RedisTaskQueue(server.client(), { name: "ai-requests", lockMs, maxWaiting: 1_000 }, () => server.client());

  /** A worker that works, and what it is watched by. */
  const start = (
    model: ChatModel,
    { lockMs = 10_000, ...over }: Partial<TaskWorkerOptions & { lockMs: number }> = {},
  ) => {
    const registry = new Registry();
    const health = new SharedHealthState();
    const worker = new TaskWorker({
      queue: newQueue(lockMs),
      store,
      agent: new Agent({ model, tools: builtInTools(), maxModelCalls: 6 }),
      health,
      metrics: workerMetrics(registry),
      tracing: Tracing.off,
      log: silent,
      prefetch: 1,
      maxAttempts: 3,
      maxDeaths: 3,
      timeoutMs: 60_000,
      maxAgeMs: 60_000,
      ...over,
    });
    worker.start();
    running.push(worker);
    const outcomes = async (): Promise<Record<string, number>> => {
      const { values } = await registry.getSingleMetric("agent_task_attempts_total")!.get();
      return Object.fromEntries(values.map(({ labels, value }) => [labels["outcome"], value]));
    };
    return { worker, health, registry, outcomes };
  };
  const submit = async (question = "What is 6 * 7?"): Promise<string> => (await service.submit({ question }, {})).id;
  const settled = (id: string) =>
    until(
      async () => {
        const task = await store.get(id);
        return (task?.status === "done" || task?.status === "failed") && task;
      },
      { what: `the end of task ${id}` },
    );

  beforeAll(async () => {
    server = await TestRedis.start();
    redis = server.client();
    store = new TaskStore(redis, { pendingTtlSeconds: 600, resultTtlSeconds: 600 });
    service = new TaskService(store, newQueue(10_000));
  });
  beforeEach(() => redis.flushall());
  afterEach(async () => {
    const now = AbortSignal.abort();
    await Promise.all(running.splice(0).map((worker) => worker.drain.run(now)));
  });

  test("the calls of a task are made for who asked for it, by which key", async () => {
    const callers: unknown[] = [];
    start(async ({ caller }) => {
      callers.push(caller);
      return says("42");
    });
    const ids = [
      await service.submit({ question: "?" }, { user: "team-shop", key: "shop" }),
      await service.submit({ question: "?" }, { user: "alice" }),
    ];
    for (const { id, user } of ids) await until(async () => (await store.get(id, user))?.status === "done");
    expect(callers).toEqual([{ user: "team-shop", key: "shop" }, { user: "alice" }]);
  });

  test("plans, uses a tool and answers", async () => {
    start(async ({ messages }) => {
      const last = messages.at(-1)!;
      if (last.role === "tool") return says(`It is ${last.content}.`);
      const call = { name: "calculator", arguments: '{"expression":"6 * 7"}' };
      return { content: "", toolCalls: [{ id: "1", type: "function", function: call }], model: "stand-in" };
    });
    const task = await settled(await submit());
    expect(task.result).toEqual({ answer: "It is 42.", model: "stand-in", tools: ["calculator"], modelCalls: 2 });
  });

  test("tries a task at once that says it waits for longer than any wait is, because another clock wrote that", async () => {
    const id = await submit();
    await redis.hset(`task:${id}`, { notBefore: "1e300", deaths: "1", attempts: "1e999", failures: "-7" });
    start(async () => says("42"));
    expect((await settled(id)).result).toMatchObject({ answer: "42" });
  });

  test("a call that hangs is over before the attempt is, and the next attempt asks again", async () => {
    let calls = 0;
    const model: ChatModel = (_request, signal) => {
      calls += 1;
      return calls === 1 ? untilAborted(signal) : Promise.resolve(says("42"));
    };
    start(model, { agent: new Agent({ model, tools: [], maxModelCalls: 2, callMs: 50 }) });
    expect(await settled(await submit())).toMatchObject({ status: "done", failures: 1 });
  });

  test("takes an attempt up where a killed worker left it", async () => {
    const id = await submit();
    const asked: number[] = [];
    const plan = { id: "1", type: "function" as const, function: { name: "clock", arguments: "{}" } };
    await store.checkpoint(
      id,
      JSON.stringify({
        next: "act",
        messages: [
          { role: "user", content: "What time is it?" },
          { role: "assistant", content: null, tool_calls: [plan] },
        ],
        tools: [],
        modelCalls: 1,
        model: "stand-in",
        answer: "",
      }),
    );
    start(async ({ messages }) => {
      asked.push(messages.length);
      return says("Now.");
    });
    expect((await settled(id)).result).toMatchObject({ answer: "Now.", tools: ["clock"], modelCalls: 2 });
    expect(asked).toEqual([3]);
  });

  test("holds its lock during a call that is longer than the lock", async () => {
    const asked: string[] = [];
    const answer = gate();
    const slow: ChatModel = async ({ messages }) => {
      asked.push(String(messages.at(-1)!.content));
      await answer.passed;
      return says("At last.");
    };
    // Long enough that a busy machine does not lose it.
    const lockMs = 3_000;
    const workers = [start(slow, { lockMs }), start(slow, { lockMs })];
    const id = await submit("first?");
    const extensions = async (): Promise<number> => {
      const counts = await Promise.all(
        workers.map(({ registry }) => registry.getSingleMetric("agent_task_lock_extensions_total")!.get()),
      );
      return counts.flatMap(({ values }) => values.map(({ value }) => value)).reduce((sum, value) => sum + value, 0);
    };
    // One every third of the lock: this many are made only by who outlasts it.
    await until(async () => (await extensions()) >= 5);
    answer.open();
    expect((await settled(id)).result?.answer).toBe("At last.");
    // What would still be delivered of the first comes before the second.
    await settled(await submit("second?"));
    expect(asked).toEqual(["first?", "second?"]);
  });

  test("dead-letters a task that fails N times, and says so to who asked", async () => {
    let calls = 0;
    const { outcomes } = start(async () => {
      calls += 1;
      throw new Error("no such thing");
    });
    const id = await submit();
    expect(await settled(id)).toMatchObject({ status: "failed", attempts: 3, error: "Error: no such thing" });
    const letters = await until(async () => {
      const all = await redis.lrange("{ai-requests}:dead", 0, -1);
      return all.length > 0 && all;
    });
    expect(letters.map((letter) => (JSON.parse(letter) as { id: string }).id)).toEqual([id]);
    expect(calls).toBe(3);
    expect(await outcomes()).toEqual({ retried: 2, dead: 1 });
  });

  /** Attempts that begin and never end, as those of killed workers. */
  const die = async (id: string, mode: "alone" | "beside others", times: number): Promise<void> => {
    for (let i = 0; i < times; i += 1) await store.begin(id, mode);
    // The wait that follows is not what these tests are about.
    await redis.hdel(`task:${id}`, "notBefore");
  };
  /** The same, found by the next attempt. */
  const past = (id: string): Promise<number> => redis.hset(`task:${id}`, "notBefore", "0");

  test("dead-letters a task under which every worker died that had nothing else", async () => {
    const id = await submit();
    await die(id, "alone", 3);
    let calls = 0;
    start(async () => says(String((calls += 1))));
    expect(await settled(id)).toMatchObject({
      status: "failed",
      deathsAlone: 3,
      error: "Its worker died 3 times while it had no other task",
    });
    expect(calls).toBe(0);
    expect(await redis.llen("{ai-requests}:dead")).toBe(1);
  });

  test("answers a task whose workers died twenty times beside other tasks, and tries it alone", async () => {
    const others = gate();
    const running = new Set<string>();
    const beside: string[][] = [];
    const innocent = await submit("innocent?");
    await redis.del("ai-requests");
    await die(innocent, "beside others", 20);
    await store.requeued(innocent, { counted: false });
    await past(innocent);
    const { health, outcomes } = start(
      async ({ messages }) => {
        const question = String(messages.at(-1)!.content);
        running.add(question);
        if (question === "innocent?") beside.push([...running]);
        else await others.passed;
        running.delete(question);
        return says("Yes.");
      },
      { prefetch: 3 },
    );
    const first = [await submit("a?"), await submit("b?")];
    await until(() => running.size === 2);
    await redis.lpush("ai-requests", innocent);
    await until(() => health.busy === 3);
    // While it waits for the others to end, nothing else begins.
    const last = await submit("c?");
    others.open();
    for (const id of [...first, innocent, last]) expect((await settled(id)).status).toBe("done");
    expect(beside).toEqual([["innocent?"]]);
    expect((await outcomes())["dead"]).toBeUndefined();
  });

  test("a task whose workers die comes later each time, and the others are answered meanwhile", async () => {
    const suspect = await submit("suspect?");
    await redis.del("ai-requests");
    await store.begin(suspect, "alone");
    await store.begin(suspect, "alone");
    await redis.lpush("ai-requests", suspect);
    const answered: string[] = [];
    const { outcomes } = start(async ({ messages }) => {
      answered.push(String(messages.at(-1)!.content));
      return says("Yes.");
    });
    const other = await submit("other?");
    await settled(other);
    expect(await settled(suspect)).toMatchObject({ status: "done", deaths: 2, deathsAlone: 2 });
    expect(answered).toEqual(["other?", "suspect?"]);
    expect(await outcomes()).toEqual({ isolated: 1, done: 2 });
  });

  test("failures of its own still put a task aside after the bound of attempts, whatever died before", async () => {
    const id = await submit();
    await die(id, "beside others", 2);
    await store.requeued(id, { counted: false });
    await past(id);
    start(async () => {
      throw new Error("no such thing");
    });
    expect(await settled(id)).toMatchObject({ status: "failed", failures: 2, deaths: 1 });
  });

  test.each([
    ["another type", (id: string) => redis.lpush(`task:${id}`, "x")],
    [
      "an input that is no JSON",
      (id: string) => redis.hset(`task:${id}`, { status: "queued", input: "{", createdAt: "x" }),
    ],
    [
      "an input that is none",
      (id: string) => redis.hset(`task:${id}`, { status: "queued", input: "[]", createdAt: "x" }),
    ],
    [
      "a status that there is not",
      (id: string) => redis.hset(`task:${id}`, { status: "odd", input: "{}", createdAt: "x" }),
    ],
    [
      "an answer that is no JSON",
      (id: string) =>
        redis.hset(`task:${id}`, { status: "done", input: '{"question":"?"}', createdAt: "x", result: "{" }),
    ],
  ])("dead-letters what stands under a task's key and is no task: %s", async (_name, poison) => {
    const id = randomUUID();
    await poison(id);
    await redis.lpush("ai-requests", id);
    const { outcomes } = start(async () => says("never"));
    await until(async () => (await outcomes())["dead"] === 1);
    expect(await service.get(id)).toBeUndefined();
    const [letter] = await redis.lrange("{ai-requests}:dead", 0, -1);
    expect(JSON.parse(letter!)).toMatchObject({ id, reason: "There is no such task" });
    expect(await redis.zcard("{ai-requests}:leases")).toBe(0);
  });

  test("counts that are no numbers count as none", async () => {
    const id = await submit();
    await redis.hset(`task:${id}`, { attempts: "many", failures: "x", deaths: "{}", deathsAlone: "nil", open: "?" });
    start(async () => says("Yes."));
    expect(await settled(id)).toMatchObject({ status: "done", deaths: 1, deathsAlone: 0, failures: 0 });
  });

  test("takes a new task under an idempotency key that leads to what is no task", async () => {
    const by = { user: "ann", idempotencyKey: "k" };
    const first = await service.submit({ question: "?" }, by);
    await redis.del(`task:${first.id}`);
    await redis.set(`task:${first.id}`, "x");
    const second = await service.submit({ question: "?" }, by);
    expect(second.id).not.toBe(first.id);
    expect((await service.submit({ question: "?" }, by)).id).toBe(second.id);
    const [mapping] = await redis.keys("task-key:*");
    await redis.del(mapping!);
    await redis.lpush(mapping!, "x");
    const third = await service.submit({ question: "?" }, by);
    expect((await service.submit({ question: "?" }, by)).id).toBe(third.id);
  });

  test("waits out an outage of the models without counting it against the task", async () => {
    let calls = 0;
    start(
      async () => {
        calls += 1;
        if (calls <= 3) throw new ModelUnavailableError("all busy");
        return says("Here I am.");
      },
      { maxAttempts: 1 },
    );
    const task = await settled(await submit());
    expect(task).toMatchObject({ status: "done", attempts: 1 });
  });

  test("gives up on an attempt that takes too long", async () => {
    start((_request, signal) => untilAborted(signal), { timeoutMs: 200, maxAttempts: 1 });
    expect((await settled(await submit())).error).toBe("AttemptTimeoutError: No answer within 0.2 s");
  });

  test("finishes what it has when it is drained, and takes nothing more", async () => {
    const answer = gate();
    const { worker, health } = start(async () => {
      await answer.passed;
      return says("Done.");
    });
    const first = await submit();
    await until(() => health.busy === 1);
    const second = await submit();
    const drained = worker.drain.run(new AbortController().signal);
    answer.open();
    await drained;
    expect((await store.get(first))?.status).toBe("done");
    expect((await store.get(second))?.status).toBe("queued");
    expect(health.busy).toBe(0);
  });

  test("hands back at the cut what it cannot finish, at once and uncounted", async () => {
    const { worker, health, outcomes } = start((_request, signal) => untilAborted(signal));
    const id = await submit();
    await until(() => health.busy === 1);
    const cut = new AbortController();
    const drained = worker.drain.run(cut.signal);
    cut.abort();
    // The model itself would never end.
    await drained;
    expect(await redis.lrange("ai-requests", 0, -1)).toEqual([id]);
    expect(await outcomes()).toEqual({ "handed-back": 1 });
    start(async () => says("Taken over."));
    expect(await settled(id)).toMatchObject({ status: "done", attempts: 1 });
  });

  test("stores one answer of two workers that both think the task is theirs", async () => {
    const id = await submit();
    expect(await store.finish(id, { answer: "first", model: "m", tools: [], modelCalls: 1 })).toBe(true);
    expect(await store.finish(id, { answer: "second", model: "m", tools: [], modelCalls: 1 })).toBe(false);
    expect(await store.fail(id, "too late")).toBe(false);
    expect(await store.checkpoint(id, "{}")).toBe(false);
    const { outcomes } = start(async () => says("third"));
    await until(async () => (await outcomes())["duplicate"] === 1);
    expect((await store.get(id))?.result?.answer).toBe("first");
  });

  test("dead-letters an id that no task belongs to", async () => {
    await redis.lpush("ai-requests", "not-a-task");
    const { outcomes } = start(async () => says("never"));
    await until(async () => (await outcomes())["dead"] === 1);
    expect(await redis.llen("{ai-requests}:dead")).toBe(1);
  });

  test("loses no task while Redis crashes and comes back from its append-only file, under load", async () => {
    const model: ChatModel = async () => says(`answer ${Math.random()}`);
    for (let i = 0; i < 3; i += 1) start(model, { lockMs: 1_500, prefetch: 4 });
    const ids: string[] = [];
    let refused = 0;
    const submitAll = async (n: number): Promise<void> => {
      for (let i = 0; i < n; i += 1) {
        const idempotencyKey = `task-${ids.length}`;
        // As a client does it: the same key until there is an answer.
        const task = await until(() =>
          service.submit({ question: "?" }, { idempotencyKey }).catch(() => void (refused += 1)),
        );
        ids.push(task.id);
      }
    };
    for (let crash = 0; crash < 3; crash += 1) {
      await submitAll(150);
      await server.crash();
      const before = refused;
      const meanwhile = submitAll(50);
      // Away until somebody has met it.
      await until(() => refused > before);
      await server.restart();
      await meanwhile;
    }
    expect(new Set(ids).size).toBe(600);
    for (const id of ids) expect((await settled(id)).status).toBe("done");
    expect(await redis.llen("{ai-requests}:dead")).toBe(0);
  }, 180_000);

  test("tells no user of another user's task", async () => {
    const { id } = await service.submit({ question: "?" }, { user: "ann" });
    expect((await service.get(id, "ann"))?.id).toBe(id);
    expect(await service.get(id, "bob")).toBeUndefined();
    expect(await service.get(id)).toBeUndefined();
  });

  test("takes one task for one idempotency key and user, and refuses another input under it", async () => {
    const by = { user: "ann", idempotencyKey: "k" };
    const first = await service.submit({ question: "?" }, by);
    expect((await service.submit({ question: "?" }, by)).id).toBe(first.id);
    expect(await redis.llen("ai-requests")).toBe(1);
    await expect(service.submit({ question: "!" }, by)).rejects.toThrow("used for another task");
    expect((await service.submit({ question: "!" }, { ...by, user: "bob" })).id).not.toBe(first.id);
  });
});
