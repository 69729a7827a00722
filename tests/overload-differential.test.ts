import * as fc from "fast-check";
import { playInApp } from "./support/overload/play-in-app";
import { playInSimulator } from "./support/overload/play-in-simulator";
import { inOrder, tightSettings, type Trace, type TracedQuestion, traceOf } from "./support/overload/trace";

/*
 * One trace through the app's own engine and through a pod of the surge simulator: which backend gets a question and when, what is refused and with
 * which Retry-After, what is tried again, what goes past vLLM, what runs into its deadline. Both run the same core, so this holds what lies around it:
 * when they ask it, and what they tell it.
 */

async function playBoth(trace: Trace): Promise<{ app: string[]; simulator: string[] }> {
  return { app: inOrder(await playInApp(trace)), simulator: inOrder(playInSimulator(trace)) };
}

const asked = (index: number, atMs: number, more: Partial<TracedQuestion> = {}): TracedQuestion => ({
  atMs,
  useCase: "simple_qa",
  promptTokens: 100 + index,
  outputTokens: 200 + index,
  gateway: [{ kind: "answered", firstMs: 310.7 + index / 10, endMs: 2_000.3 + index / 10 }],
  vllm: [{ kind: "answered", firstMs: 120.3 + index / 10, endMs: 1_500.9 + index / 10 }],
  ...more,
});

test("a trace made by hand: overflow, refusals with and without Retry-After, failures, absence, an expired wait, a client that leaves", async () => {
  const refused = (retryAfterMs: number) => ({ kind: "rejected", ms: 40.1, retryAfterMs }) as const;
  const broken = { kind: "failed", ms: 90.7 } as const;
  const fine = { kind: "answered", firstMs: 250.3, endMs: 1_200.9 } as const;
  const slow = { kind: "answered", firstMs: 2_900.1, endMs: 3_400.7 } as const;
  const questions = [
    // Two for vLLM, two past it, and more than the gateway has places for.
    ...Array.from({ length: 14 }, (_, index) => asked(index, 10.3 + index * 7.1)),
    asked(14, 4_000.1, { useCase: "general", gateway: [refused(0), refused(700), fine] }),
    asked(15, 4_300.7, { useCase: "general", gateway: [refused(9_000)] }),
    asked(16, 5_600.9, { useCase: "complex_reasoning", gateway: [broken, broken, fine] }),
    asked(17, 6_000.3, { useCase: "general", gateway: [broken, broken, broken] }),
    // vLLM has gone by now: its breaker opens at the first, the others do not even knock.
    asked(18, 7_100.1),
    asked(19, 7_200.3),
    // It is back, but nobody looks before the breaker's time is over.
    asked(20, 8_600.7),
    asked(21, 9_300.1),
    // Calls that take too long for their clients, and one in the line behind them.
    ...Array.from({ length: 8 }, (_, index) =>
      asked(22 + index, 12_000.9 + index * 11.3, { useCase: "general", gateway: [slow, slow] }),
    ),
    asked(30, 30_000.1),
  ];
  const environment = { ...tightSettings, VLLM_MAX_IN_FLIGHT: "2", GATEWAY_MAX_IN_FLIGHT: "4", QUEUE_LIMIT: "3" };
  const absences = [{ fromMs: 7_000.7, toMs: 8_500.9 }];
  const { app, simulator } = await playBoth({ seed: 1, questions, absences, environment, patienceMs: 2_700.3 });
  expect(simulator).toEqual(app);
  const all = app.join("\n");
  // It is a trace that meets what it is to meet.
  for (const met of [
    /at vLLM/,
    /at the gateway/,
    /question 14 answered/,
    /question 15 refused, Retry-After 9/,
    /question 16 answered/,
    /question 17 lost/,
    /question 27 refused, Retry-After 1/,
    /timedOut/,
    /question 20 at the gateway/,
    /question 21 at vLLM/,
    /overflowed \d+, retried [1-9]/,
  ]) {
    expect(all).toMatch(met);
  }
});

test("traces by chance", async () => {
  const met = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
      const { app, simulator } = await playBoth(traceOf(seed));
      expect(simulator).toEqual(app);
      for (const line of app) met.add(line.replace(/^.* question -?\d+ /, "").replace(/\d+.*/, ""));
    }),
    { numRuns: 40, endOnFailure: true },
  );
  expect([...met].sort()).toEqual([
    "answered",
    "at the gateway",
    "at vLLM",
    "lost",
    "overflowed ",
    "refused, Retry-After ",
    "timedOut",
  ]);
}, 120_000);
