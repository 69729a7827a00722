import type { Phase } from "./simulation";
import { unlimited } from "./upstream";

/** Phases with a name, and whether the upstream has no bound in any of them. */
export interface Scenario {
  name: string;
  isUnlimited: boolean;
  phases: readonly Phase[];
}

const ordinary: Phase = { seconds: 60, perSecond: 20, tokens: [30, 60, 120] };
const { firstMs, tokenMs } = unlimited;

const withoutBound: Record<string, readonly Phase[]> = {
  "answers of 5 tokens, then of 60": [
    { ...ordinary, seconds: 20, tokens: [5] },
    { ...ordinary, seconds: 300, tokens: [60] },
  ],
  "answers of 5 tokens, then of 2,000": [
    { ...ordinary, seconds: 20, tokens: [5] },
    { ...ordinary, seconds: 180, tokens: [2_000] },
  ],
  "answers of 5 and 2,000 tokens, some streamed": [
    { ...ordinary, tokens: [5] },
    { ...ordinary, seconds: 120, tokens: [5, 2_000], streams: 0.5 },
    { ...ordinary, seconds: 60, tokens: [2_000], streams: 0.5 },
    { ...ordinary, seconds: 60, tokens: [5], streams: 0.5 },
  ],
  "3.3 times slower by itself": [
    { ...ordinary, tokens: [60] },
    { ...ordinary, seconds: 180, tokens: [60], upstream: { firstMs: firstMs * 3.3, tokenMs: tokenMs * 3.3 } },
  ],
  "3.3 times slower by itself, streamed": [
    { ...ordinary, streams: 1 },
    { ...ordinary, seconds: 180, streams: 1, upstream: { firstMs: firstMs * 3.3, tokenMs: tokenMs * 3.3 } },
  ],
  "10 times slower by itself": [
    { ...ordinary, tokens: [60] },
    { ...ordinary, seconds: 180, tokens: [60], upstream: { firstMs: firstMs * 10, tokenMs: tokenMs * 10 } },
  ],
  "slowly 5 times slower, and back": [
    { ...ordinary, perSecond: 60 },
    { ...ordinary, perSecond: 60, seconds: 300, driftsTo: 5 },
    { ...ordinary, perSecond: 60, seconds: 300, driftsTo: 0.2 },
  ],
  "a cold burst of 200, then ordinary": [{ ...ordinary, burst: 200 }],
  "10 times the questions at once": [ordinary, { ...ordinary, perSecond: 200 }, ordinary],
  "pauses, and rushes after them": [
    ordinary,
    { ...ordinary, seconds: 600, perSecond: 0.01 },
    { ...ordinary, perSecond: 100, burst: 150 },
    { ...ordinary, seconds: 1_800, perSecond: 0.01 },
    { ...ordinary, perSecond: 50, tokens: [300] },
  ],
  "one question a second, times scatter widely, then 50": [
    { ...ordinary, seconds: 1_800, perSecond: 1, upstream: { scatter: 1.2 } },
    { ...ordinary, seconds: 300, perSecond: 50 },
  ],
};

/** Half a second an answer. */
const fast = { firstMs: 150, tokenMs: 5 };
const busy: Phase = { ...ordinary, perSecond: 120 };

const bounded: Record<string, readonly Phase[]> = {
  "20 at a time, queues above": [{ ...busy, upstream: { ...fast, slots: 20 } }],
  "20 at a time, queues above, streamed, slower": [{ ...ordinary, seconds: 120, streams: 1, upstream: { slots: 20 } }],
  "20 at a time, refuses above": [{ ...busy, upstream: { ...fast, slots: 20, over: "refuse" } }],
  "20 at a time, refuses above, slower": [{ ...ordinary, perSecond: 40, upstream: { slots: 20, over: "refuse" } }],
  "100 at a time, refuses above, 8 times the questions": [
    { ...ordinary, perSecond: 1_600, upstream: { ...fast, slots: 100, over: "refuse" } },
  ],
  "queues above 40, then above 12, then above 120": [
    { ...busy, perSecond: 50, upstream: { ...fast, slots: 40 } },
    { ...busy, perSecond: 75, upstream: { slots: 12 } },
    { ...busy, perSecond: 300, upstream: { slots: 120 } },
  ],
  "refuses above 100, then above 10, then above 100": [
    { ...busy, perSecond: 250, upstream: { ...fast, slots: 100, over: "refuse" } },
    { ...busy, perSecond: 250, upstream: { slots: 10 } },
    { ...busy, perSecond: 250, upstream: { slots: 100 } },
  ],
  "50,000 tokens a minute": [{ ...ordinary, seconds: 120, perSecond: 40, upstream: { tokensPerMinute: 50_000 } }],
  "50,000 tokens a minute, then 400,000": [
    { ...ordinary, seconds: 120, perSecond: 40, upstream: { tokensPerMinute: 50_000 } },
    { ...ordinary, seconds: 60, perSecond: 60, upstream: { tokensPerMinute: 400_000 } },
  ],
  "shared by 30 (processor sharing)": [{ ...busy, seconds: 120, upstream: { ...fast, sharedBy: 30 } }],
  "as vLLM: shared by 64, 128 at a time, queues above": [
    { ...busy, perSecond: 200, seconds: 120, upstream: { ...fast, sharedBy: 64, slots: 128 } },
  ],
  "answers of 5 tokens, then of 60, queues above 20": [
    { ...busy, tokens: [5], perSecond: 80, upstream: { ...fast, slots: 20 } },
    { ...busy, tokens: [60], perSecond: 80 },
  ],
  "slots answer 3.3 times slower by themselves, queues above 40": [
    { ...busy, perSecond: 60, upstream: { ...fast, slots: 40 } },
    { ...busy, perSecond: 60, upstream: { firstMs: 500, tokenMs: 16.5 } },
  ],
  "no bound, but a twentieth refused whatever the load": [
    { ...ordinary, seconds: 180, upstream: { refusesAnyway: 0.05 } },
  ],
  "200 answers a second of 50 ms, 10 times the questions": [
    {
      ...ordinary,
      perSecond: 50,
      seconds: 5,
      tokens: [20],
      upstream: { slots: 10, firstMs: 10, tokenMs: 2, scatter: 0 },
    },
    { ...ordinary, perSecond: 2_000, tokens: [20] },
  ],
};

/** Upstreams of every kind that we know, and what happens to them. */
export const scenarios: readonly Scenario[] = [
  ...Object.entries(withoutBound).map(([name, phases]) => ({ name, isUnlimited: true, phases })),
  ...Object.entries(bounded).map(([name, phases]) => ({ name, isUnlimited: false, phases })),
];
