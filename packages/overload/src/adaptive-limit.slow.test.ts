import { Chance } from "./testing/chance";
import { judged } from "./testing/judged";
import { scenarios } from "./testing/scenarios";
import { type Phase, Simulation } from "./testing/simulation";

/** Two to five phases of an upstream without a bound, whose pace, answers and questions are by chance. */
function phasesOf(seed: number): Phase[] {
  const chance = new Chance(seed);
  let firstMs = chance.ratio(50, 800);
  let tokenMs = chance.ratio(2, 35);
  const scatter = chance.of([0, 0.2, 0.5, 0.8, 1.1]);
  return Array.from({ length: 2 + Math.floor(chance.uniform() * 4) }, (_, index) => {
    if (index > 0 && chance.uniform() < 0.4) {
      const factor = chance.ratio(0.3, 3.3);
      firstMs = Math.min(firstMs * factor, 3_000);
      tokenMs = Math.min(tokenMs * factor, 60);
    }
    return {
      seconds: Math.round(chance.ratio(20, 240)),
      perSecond: chance.ratio(0.5, 60),
      tokens: chance.of([[5], [60], [30, 60, 120], [5, 300], [300], [5, 60, 1_000], [20], [150, 2_000]]),
      streams: chance.of([0, 0, 0.5, 1]),
      upstream: { firstMs, tokenMs, scatter },
      ...(chance.uniform() < 0.3 && { burst: Math.round(chance.ratio(10, 200)) }),
    };
  });
}

test("an upstream without a bound refuses in at most three of a hundred compositions of phases by chance, and then little", () => {
  const refusing = Array.from({ length: 100 }, (_, index) => {
    const phases = phasesOf(index + 1);
    const { seconds } = new Simulation(index + 1).run(phases);
    const asked = seconds.reduce((sum, second) => sum + second.asked, 0);
    return { seed: index + 1, share: judged(phases, seconds).refused / asked };
  }).filter(({ share }) => share > 0);
  expect(refusing.length).toBeLessThanOrEqual(3);
  for (const { share } of refusing) expect(share).toBeLessThan(0.1);
});

test("three hours of a mix that changes every few minutes refuse nothing", () => {
  const mixes = [[5], [60], [5, 300], [30, 60, 120], [20]];
  const phases = Array.from({ length: 36 }, (_, index) => ({
    seconds: 300,
    perSecond: [1, 20, 5, 40][index % 4]!,
    tokens: mixes[index % mixes.length]!,
    streams: [0, 0.5, 1][index % 3]!,
  }));
  expect(judged(phases, new Simulation(1).run(phases).seconds).refused).toBe(0);
});

test.each(scenarios.map(({ name, isUnlimited, phases }) => [name, isUnlimited, phases] as const))(
  "over five seeds, goodput is near the oracle's: %s",
  (_, isUnlimited, phases) => {
    const judgements = Array.from({ length: 5 }, (__, seed) =>
      judged(phases, new Simulation(seed + 1).run(phases).seconds),
    );
    if (isUnlimited) expect(judgements.map(({ refused }) => refused)).toEqual(Array(5).fill(0));
    const goodput = judgements.map(({ worstGoodput }) => worstGoodput).sort((a, b) => a - b);
    expect(goodput[1]).toBeGreaterThan(0.9);
  },
);
