import { streamAnswerOf } from "../../test/support/stream-answer";
import { VirtualClock } from "../../test/support/virtual-clock";
import { Cancellation, ChatError } from "../engine";
import { Metrics } from "../metrics";
import { loadSettings } from "../settings";
import { Tracing } from "../tracing";
import { outcomeOfStatus } from "../upstream/outcome";
import { createEngine } from "./create-engine";

/* What holds a place gives it back whatever throws on the way: each step of a request fails once. */

const word = Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}\n\n');

/** Throws at the n-th of the calls that go through it. */
class Fuse {
  calls = 0;

  constructor(private readonly blowsAt: number) {}

  /** The object, with each of the methods going through the fuse. */
  through<T extends object>(target: T, methods: readonly (keyof T)[]): T {
    const pass = (name: PropertyKey): void => {
      this.calls += 1;
      if (this.calls === this.blowsAt) throw new Error(`step ${this.calls}: ${String(name)}`);
    };
    return new Proxy(target, {
      get: (object, name) => {
        const value: unknown = Reflect.get(object, name);
        if (typeof value !== "function") return value;
        const method = value.bind(object) as (...args: unknown[]) => unknown;
        if (!methods.includes(name as keyof T)) return method;
        return (...args: unknown[]) => {
          pass(name);
          return method(...args);
        };
      },
    });
  }
}

/** One request whose first backend refuses and whose second answers, with a fault at one step. */
async function requestWithFault(blowsAt: number, streamed: boolean) {
  const clock = new VirtualClock();
  const fuse = new Fuse(blowsAt);
  const metrics = new Metrics({ process: false });
  for (const name of ["tokens", "cost", "responseLatency"] as const) {
    Object.assign(metrics, { [name]: fuse.through(metrics[name], ["labels"]) });
  }
  for (const name of ["fallbacks", "retries", "vllmOverflow"] as const) {
    Object.assign(metrics, { [name]: fuse.through(metrics[name], ["inc"]) });
  }
  async function* events(): AsyncGenerator<Buffer> {
    yield word;
    await Promise.resolve();
  }
  const backend = (answers: boolean) => ({
    ask: () => {
      if (!answers) return Promise.resolve(outcomeOfStatus(500, {}, Buffer.alloc(0)));
      const usage = { promptTokens: 1, completionTokens: 1 };
      if (!streamed) {
        return Promise.resolve({
          kind: "answer" as const,
          bytes: Buffer.from("{}"),
          json: {},
          usage,
          finishReason: "stop",
        });
      }
      return Promise.resolve(streamAnswerOf(events()));
    },
    close: () => Promise.resolve(),
  });
  const { engine } = createEngine({
    settings: loadSettings({
      HOLYSHEEP_BASE_URL: "http://gateway",
      VLLM_BASE_URL: "http://vllm",
      SESSION_STORE: "memory",
    }),
    metrics,
    tracing: fuse.through(Tracing.off, ["startCall", "endCall", "traceparentOf"]),
    gatewayKey: { value: "key", reread: () => Promise.resolve(false) },
    clock,
    random: () => 0,
    connect: (name) => fuse.through(backend(name === "gateway"), ["ask"]),
  });
  let over = false;
  const run = async (): Promise<void> => {
    const request = { body: { messages: [] }, useCase: "simple_qa", requestId: "r" };
    const options = { signal: new Cancellation() };
    if (!streamed) return void (await engine.complete(request, options));
    for await (const event of (await engine.stream(request, options)).events) expect(event.length).toBeGreaterThan(0);
  };
  void run()
    .catch((error: unknown) => {
      if (!(error instanceof ChatError)) expect(String(error)).toContain("step");
    })
    .finally(() => (over = true));
  await clock.runUntil(3_600_000);
  await metrics.expose();
  const sum = async (metric: "backendInFlight" | "vllmAsked" | "vllmInFlight") =>
    (await metrics[metric].get()).values.reduce((total, { value }) => total + value, 0);
  const held = [await sum("backendInFlight"), await sum("vllmAsked"), await sum("vllmInFlight")];
  return { steps: fuse.calls, over, held };
}

test.each([false, true])("streamed %s: whichever step fails, the request ends and holds nothing", async (streamed) => {
  const { steps } = await requestWithFault(Infinity, streamed);
  expect(steps).toBeGreaterThan(8);
  for (let step = 1; step <= steps; step++) {
    expect([step, await requestWithFault(step, streamed)]).toMatchObject([step, { over: true, held: [0, 0, 0] }]);
  }
});
