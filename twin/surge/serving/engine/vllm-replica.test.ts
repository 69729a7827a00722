import * as fc from "fast-check";
import { referenceSteps } from "./reference-steps";
import { measuredStepTimes, StepTimes } from "./step-times";
import { Table } from "./table";
import { type EngineRequest, VllmReplica } from "./vllm-replica";
import { stepByStep } from "./testing/step-by-step";
import type { SchedulerOptions } from "./scheduler";

/** 10 ms a step, 1 ms a tile and a little for each token in the cache. */
const steps = new StepTimes({
  products: new Table([
    [0, 0.01],
    [128, 0.011],
    [4096, 0.042],
  ]),
  decodeProducts: new Table([
    [1, 0.01],
    [256, 0.02],
  ]),
  decodeAttention: [
    {
      fromContext: 0,
      perToken: new Table([
        [0, 0],
        [256, 2.56e-5],
      ]),
    },
  ],
  decodeBase: 0,
  prefillLinear: 1e-6,
  prefillSquare: 1e-9,
  prefillPair: new Table([
    [0, 1e-9],
    [4096, 1e-9],
  ]),
  savePerToken: 0,
  perStep: 0.001,
});

/** As they were measured: with kinks over the context, where a stretch that is computed at once is not exact. */
const measured = measuredStepTimes(referenceSteps);

/** Longest step of the loads below with it, seconds. */
const oneStep = 0.1;

const chunked: SchedulerOptions = { kind: "chunkedPrefill", stepTokens: 256, maxRunning: 16 };
const whole: SchedulerOptions = { kind: "wholePrompts", promptTokens: 1024, maxRunning: 16 };

interface Times {
  first: number[];
  end: number[];
}

function run(
  scheduler: SchedulerOptions,
  kvCacheTokens: number,
  requests: readonly (EngineRequest & { at: number })[],
  times = steps,
): Times & { engine: VllmReplica } {
  const first: number[] = [];
  const end: number[] = [];
  const engine = new VllmReplica({
    steps: times,
    scheduler,
    kvCacheTokens,
    onFirstToken: (id, at) => (first[id] = at),
    onDone: (id, at) => (end[id] = at),
  });
  for (const request of requests) {
    while (engine.nextChange <= request.at) engine.advance();
    engine.submit(request, request.at);
  }
  while (engine.nextChange < Infinity) engine.advance();
  return { first, end, engine };
}

const load = fc
  .array(
    fc.record({
      gap: fc.double({ min: 1e-4, max: 0.5, noNaN: true }),
      promptTokens: fc.integer({ min: 1, max: 600 }),
      outputTokens: fc.integer({ min: 1, max: 200 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((all) => {
    let at = 0;
    return all.map(({ gap, ...lengths }, id) => ({ id, at: (at += gap), ...lengths }));
  });

describe.each([
  ["chunked prefill", chunked],
  ["whole prompts", whole],
])("%s", (_, scheduler) => {
  test.each([
    ["with room in the cache", 65_536],
    ["with a cache that is too small for all, so that the latest are thrown out", 2_048],
  ])("stretches give the same times as one step after the other, %s", (_name, kvCacheTokens) => {
    fc.assert(
      fc.property(load, (requests) => {
        const fast = run(scheduler, kvCacheTokens, requests);
        const slow = stepByStep({ steps, scheduler, kvCacheTokens, watermarkShare: 0.01 }, requests);
        requests.forEach(({ id }) => {
          expect(fast.first[id]).toBeCloseTo(slow.first[id]!, 6);
          expect(fast.end[id]).toBeCloseTo(slow.end[id]!, 6);
        });
        expect(fast.engine.usage.restarts).toBe(slow.restarts);
      }),
      { numRuns: 60 },
    );
  });

  test("with measured step times an answer takes as long as step by step, within 1 % and a step", () => {
    fc.assert(
      fc.property(load, (requests) => {
        const fast = run(scheduler, 65_536, requests, measured);
        const slow = stepByStep({ steps: measured, scheduler, kvCacheTokens: 65_536, watermarkShare: 0.01 }, requests);
        for (const { id, at } of requests) {
          // Who comes at the very end of a step may get in one step sooner or later.
          expect(Math.abs(fast.end[id]! - slow.end[id]!)).toBeLessThan(0.01 * (slow.end[id]! - at) + oneStep);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("every block is free again when all are done, and every token was counted", () => {
    fc.assert(
      fc.property(load, (requests) => {
        const { engine } = run(scheduler, 2_048, requests);
        expect([engine.cacheUsage, engine.runningCount, engine.waitingCount]).toEqual([0, 0, 0]);
        expect(engine.usage.outputTokens).toBe(requests.reduce((sum, { outputTokens }) => sum + outputTokens, 0));
      }),
      { numRuns: 40 },
    );
  });
});

test("a cancelled request gets no answer, leaves its blocks and hastens the others", () => {
  const requests = [0, 1].map((id) => ({ id, at: 0, promptTokens: 200, outputTokens: 150 }));
  const both = run(chunked, 65_536, requests);
  const end: number[] = [];
  const engine = new VllmReplica({
    steps,
    scheduler: chunked,
    kvCacheTokens: 65_536,
    onFirstToken: () => undefined,
    onDone: (id, at) => (end[id] = at),
  });
  for (const request of requests) engine.submit(request, 0);
  while (engine.nextChange <= 0.5) engine.advance();
  engine.cancel(1, 0.5);
  while (engine.nextChange < Infinity) engine.advance();
  expect(end[1]).toBeUndefined();
  expect(end[0]!).toBeLessThan(both.end[0]!);
  expect(engine.cacheUsage).toBe(0);
});

test("an engine that ends names whom it leaves without an answer, the running ones first", () => {
  const engine = new VllmReplica({
    steps,
    scheduler: { ...chunked, maxRunning: 2 },
    kvCacheTokens: 65_536,
    onFirstToken: () => undefined,
    onDone: () => undefined,
  });
  for (const id of [5, 6, 7]) engine.submit({ id, promptTokens: 10, outputTokens: 10 }, 0);
  expect(engine.stop()).toEqual([5, 6, 7]);
  expect(engine.nextChange).toBe(Infinity);
});

test("a request that exceeds the whole cache is refused instead of being thrown out for ever", () => {
  const { engine } = run(chunked, 2_048, []);
  expect(engine.canHold({ promptTokens: 2_000, outputTokens: 100 })).toBe(false);
  expect(() => engine.submit({ id: 1, promptTokens: 2_000, outputTokens: 100 }, 0)).toThrow("2000 + 100 tokens exceed");
});
