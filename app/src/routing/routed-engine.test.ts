import * as fc from "fast-check";
import { streamAnswerOf } from "../../test/support/stream-answer";
import { VirtualClock } from "../../test/support/virtual-clock";
import { Cancellation, ChatError, type ChatRequest } from "../engine";
import { Metrics } from "../metrics";
import { type BackendName, loadSettings } from "../settings";
import { Tracing } from "../tracing";
import { type Backend, type BackendCall, type NoAnswer, outcomeOfError, UpstreamError } from "../upstream";
import { outcomeOfStatus } from "../upstream/outcome";
import { createEngine } from "./create-engine";

/* The heart between a request and its backends, with backends that do as they are told and a clock of its own. */

/** How one call goes: an answer, a refusal by status, nobody there, a stream that breaks, or an answer that only comes when the client has gone. */
type Script = "ok" | "breaks" | "absent" | "slow" | 400 | 404 | 429 | 500;

const callMs = 100;
const word = Buffer.from('data: {"choices":[{"delta":{"content":"a"}}]}\n\n');
const tokens = Buffer.from('data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":1}}\n\n');
const done = Buffer.from("data: [DONE]\n\n");
const usage = { promptTokens: 7, completionTokens: 1 };

function setUp(scripts: Partial<Record<BackendName, readonly Script[]>>, environment: Record<string, string> = {}) {
  const clock = new VirtualClock();
  const metrics = new Metrics({ process: false });
  const asked: BackendName[] = [];
  const scriptOf = (name: BackendName): Script => {
    const turn = asked.filter((other) => other === name).length;
    asked.push(name);
    return scripts[name]?.[turn] ?? "ok";
  };
  const { engine, close } = createEngine({
    settings: loadSettings({
      HOLYSHEEP_BASE_URL: "http://gateway",
      VLLM_BASE_URL: "http://vllm",
      SESSION_STORE: "memory",
      RETRY_ATTEMPTS: "3",
      ...environment,
    }),
    metrics,
    tracing: Tracing.off,
    gatewayKey: { value: "key", reread: () => Promise.resolve(false) },
    clock,
    random: () => 0,
    connect: (name) => ({
      ask: (call: BackendCall) => callOf(scriptOf(name), call, clock),
      close: () => Promise.resolve(),
    }),
  });
  /** Asks, and tells at the end what came of it: the events of a stream as texts, and the error. */
  const ask = (useCase: string, { streamed = false, signal = new Cancellation(), leaveAfter = Infinity } = {}) => {
    const told: { backend?: string; attempts?: number; events: string[]; error?: ChatError; over: boolean } = {
      events: [],
      over: false,
    };
    const request: ChatRequest = { body: { messages: [] }, useCase, requestId: "r" };
    const run = async (): Promise<void> => {
      if (!streamed) return void Object.assign(told, pick(await engine.complete(request, { signal })));
      const answer = await engine.stream(request, { signal });
      Object.assign(told, pick(answer));
      for await (const event of answer.events) {
        told.events.push(event.toString());
        if (told.events.length >= leaveAfter) break;
      }
    };
    void run()
      .catch((error: unknown) => {
        if (!(error instanceof ChatError)) throw error;
        told.error = error;
      })
      .finally(() => void (told.over = true));
    return told;
  };
  const sum = async (metric: "backendCalls" | "retries" | "fallbacks" | "vllmAsked" | "vllmInFlight") =>
    (await metrics[metric].get()).values.reduce((total, { value }) => total + value, 0);
  /** Places that are taken, by the gates themselves. */
  const inFlight = async () => {
    await metrics.expose();
    return (await metrics.backendInFlight.get()).values.reduce((total, { value }) => total + value, 0);
  };
  return { clock, asked, ask, sum, inFlight, close };
}

const pick = ({ backend, attempts }: { backend: string; attempts: number }) => ({ backend, attempts });

/** A call as its script says it: after a while, or at once when its client goes. */
function callOf(script: Script, { streamed, signal }: BackendCall, clock: VirtualClock): ReturnType<Backend["ask"]> {
  return new Promise((resolve) => {
    const end = (outcome: Awaited<ReturnType<Backend["ask"]>>): void => {
      timer.cancel();
      signal.removeEventListener("abort", onAbort);
      resolve(outcome);
    };
    const onAbort = (): void => end(outcomeOfError(new UpstreamError("cancelled", "gone")));
    const timer = clock.after(script === "slow" ? 1e9 : callMs, () => end(outcomeOf(script, streamed)));
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
  });
}

function outcomeOf(script: Script, streamed: boolean): Awaited<ReturnType<Backend["ask"]>> | NoAnswer {
  if (typeof script === "number") return outcomeOfStatus(script, {}, Buffer.alloc(0));
  if (script === "absent") return outcomeOfError(new UpstreamError("absent", "nobody"));
  if (!streamed) {
    if (script === "breaks") return outcomeOfError(new UpstreamError("broken", "cut"));
    return { kind: "answer", bytes: Buffer.from("{}"), json: {}, usage, finishReason: "stop" };
  }
  return streamAnswerOf(eventsOf(script === "breaks"));
}

async function* eventsOf(breaks: boolean): AsyncIterableIterator<Buffer> {
  yield word;
  await Promise.resolve();
  if (breaks) throw new UpstreamError("broken", "cut");
  yield tokens;
  yield done;
}

const hour = 3_600_000;

test.each([false, true])(
  "an answer, streamed %s, comes from the first entry, and its place is free",
  async (streamed) => {
    const { clock, asked, ask, sum, inFlight } = setUp({});
    const told = ask("simple_qa", { streamed });
    await clock.runUntil(callMs - 1);
    expect([asked, await inFlight()]).toEqual([["vllm"], 1]);
    await clock.runUntil(callMs);
    expect(told).toMatchObject({ backend: "vllm", attempts: 1, over: true });
    expect(told.error).toBeUndefined();
    if (streamed) expect(told.events).toEqual([word.toString(), done.toString()]);
    expect([await sum("backendCalls"), await sum("vllmAsked"), await inFlight()]).toEqual([1, 0, 0]);
  },
);

test.each<Script>([500, "absent", 429, 404])("after %s the next backend is asked at once", async (script) => {
  const { clock, asked, ask, sum } = setUp({ vllm: [script] });
  const told = ask("simple_qa");
  await clock.runUntil(2 * callMs);
  expect(told).toMatchObject({ backend: "gateway", attempts: 2, over: true });
  expect([asked, await sum("fallbacks"), await sum("retries")]).toEqual([["vllm", "gateway"], 1, 0]);
});

test("what is wrong with the request is told, and nobody else is asked", async () => {
  const { clock, asked, ask } = setUp({ vllm: [400] });
  const told = ask("simple_qa");
  await clock.runUntil(hour);
  expect([told.error?.status, asked]).toEqual([400, ["vllm"]]);
});

test("when all have failed there is another round after a wait, and after the last the error is told", async () => {
  const { clock, asked, ask, sum } = setUp({ gateway: [500, 500, "ok"] });
  const told = ask("general");
  await clock.runUntil(2 * callMs);
  expect([asked.length, told.over]).toEqual([2, false]);
  await clock.runUntil(hour);
  expect([told.attempts, await sum("retries")]).toEqual([3, 1]);
  const lost = setUp({ gateway: Array<Script>(20).fill(500) }, { RETRY_ATTEMPTS: "2" });
  const given = lost.ask("general");
  await lost.clock.runUntil(hour);
  // The fifth failure in a row would open the breaker; two rounds of two have four.
  expect([given.error?.status, lost.asked.length, await lost.sum("retries")]).toEqual([502, 4, 1]);
});

test("without a budget for retries the first round is the last", async () => {
  const { clock, asked, ask, sum } = setUp({ gateway: [500, 500] }, { RETRY_BUDGET: "0" });
  const told = ask("general");
  await clock.runUntil(hour);
  expect([told.error?.status, asked.length, await sum("retries")]).toEqual([502, 2, 0]);
});

test("while the breaker is open nobody is asked and the refusal says when to come back; after it one call is on trial", async () => {
  const { clock, asked, ask, inFlight } = setUp({ gateway: Array<Script>(10).fill(500) }, { RETRY_ATTEMPTS: "1" });
  // Each of the route's two models fails five times.
  for (let round = 0; round < 5; round++) {
    ask("general");
    await clock.runUntil(clock.now() + 2 * callMs);
  }
  const before = asked.length;
  const refused = ask("general");
  await clock.runUntil(clock.now() + callMs);
  expect(refused.error).toMatchObject({ status: 503, code: "backend_unavailable" });
  expect(refused.error!.retryAfterSeconds).toBeGreaterThan(0);
  expect(asked.length).toBe(before);
  await clock.runUntil(hour);
  const told = ask("general");
  await clock.runUntil(hour + callMs);
  expect([told.backend, told.over, await inFlight()]).toEqual(["gateway", true, 0]);
});

test("a model that fails is passed at once and keeps nobody from another at the same gateway", async () => {
  // Claude fails five times, each time gpt-4.1 takes over and is well.
  const scripts = Array.from({ length: 10 }, (_, call): Script => (call % 2 === 0 ? 500 : "ok"));
  const { clock, ask } = setUp({ gateway: scripts });
  for (let call = 0; call < 5; call++) {
    const told = ask("complex_reasoning");
    await clock.runUntil(clock.now() + 2 * callMs);
    expect(told).toMatchObject({ backend: "gateway", attempts: 2 });
  }
  const passed = ask("complex_reasoning");
  const other = ask("general");
  await clock.runUntil(clock.now() + callMs);
  expect([passed, other]).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
});

test("a client that goes during the call ends it, and no other backend is asked", async () => {
  for (const streamed of [false, true]) {
    const { clock, asked, ask, sum, inFlight } = setUp({ vllm: ["slow"] });
    const signal = new Cancellation();
    const told = ask("simple_qa", { streamed, signal });
    await clock.runUntil(callMs);
    signal.abort();
    await clock.runUntil(hour);
    expect([told.error?.status, asked, await sum("vllmAsked"), await inFlight()]).toEqual([499, ["vllm"], 0, 0]);
  }
});

test("a client that goes while it waits for another round is let go at once", async () => {
  const { clock, asked, ask } = setUp({ gateway: [500, 500] });
  const signal = new Cancellation();
  const told = ask("general", { signal });
  await clock.runUntil(2 * callMs);
  signal.abort();
  await clock.runUntil(clock.now());
  expect([told.error?.status, asked.length]).toEqual([499, 2]);
});

test("a reader that leaves a stream in the middle gives the place back", async () => {
  const { clock, ask, sum, inFlight } = setUp({});
  const told = ask("simple_qa", { streamed: true, leaveAfter: 1 });
  await clock.runUntil(callMs);
  expect([told.events.length, told.over, await sum("backendCalls"), await inFlight()]).toEqual([1, true, 1, 0]);
});

test("a stream that breaks after its first event is an error to the client, not a call to another backend", async () => {
  const { clock, asked, ask, sum, inFlight } = setUp({ vllm: ["breaks"] });
  const told = ask("simple_qa", { streamed: true });
  await clock.runUntil(hour);
  expect(told).toMatchObject({ events: [word.toString()], error: { status: 502, code: "upstream_unreachable" } });
  expect([asked, await sum("backendCalls"), await inFlight()]).toEqual([["vllm"], 1, 0]);
});

test("whatever happens, each call's place is given back exactly once", async () => {
  const script = fc.constantFrom<Script>("ok", "breaks", "absent", "slow", 400, 404, 429, 500);
  const asking = fc.record({
    useCase: fc.constantFrom("simple_qa", "general", "complex_reasoning"),
    streamed: fc.boolean(),
    atMs: fc.integer({ min: 0, max: 2_000 }),
    goesAfterMs: fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined }),
    leaveAfter: fc.option(fc.constant(1), { nil: Infinity }),
  });
  const scripts = fc.record({
    vllm: fc.array(script, { maxLength: 12 }),
    gateway: fc.array(script, { maxLength: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(scripts, fc.array(asking, { minLength: 1, maxLength: 12 }), async (given, questions) => {
      const { clock, asked, ask, sum, inFlight } = setUp(given, {
        VLLM_MAX_IN_FLIGHT: "2",
        GATEWAY_MAX_IN_FLIGHT: "2",
      });
      const all: ReturnType<typeof ask>[] = [];
      for (const { useCase, streamed, atMs, goesAfterMs, leaveAfter } of questions) {
        clock.later(atMs, () => {
          const signal = new Cancellation();
          all.push(ask(useCase, { streamed, signal, leaveAfter }));
          // Nobody waits for ever: a call that hangs ends with its client.
          clock.later(goesAfterMs ?? 600_000, () => signal.abort());
        });
      }
      await clock.runUntil(hour);
      expect(all.map(({ over }) => over)).toEqual(questions.map(() => true));
      expect(await sum("backendCalls")).toBe(asked.length);
      expect(await inFlight()).toBe(0);
      expect([await sum("vllmAsked"), await sum("vllmInFlight")]).toEqual([0, 0]);
    }),
    { numRuns: 60 },
  );
});
