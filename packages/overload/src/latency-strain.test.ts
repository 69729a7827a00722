import { LatencyStrain } from "./latency-strain";

const alike = 8;

/** As many answers as a judgement takes, each as long and as much work as the others. */
function answers(strain: LatencyStrain, milliseconds: number, work: number, model = "m", calls = alike): void {
  for (let call = 0; call < calls; call++) strain.answered(model, milliseconds, work);
}

/** What is seen where all of it is certain, because the calls do not scatter. */
function closed(strain: LatencyStrain, seconds = 0): number {
  const { seen, certain } = strain.close(seconds);
  expect(certain).toBeCloseTo(seen, 6);
  return seen;
}

describe("strain", () => {
  test("is 1 for a window without answers and for the first one, however slow", () => {
    const strain = new LatencyStrain();
    expect(closed(strain)).toBe(1);
    answers(strain, 60_000, 300);
    expect(closed(strain)).toBe(1);
  });

  test("is the latency per token over the least that was seen, less what is forgiven of each call", () => {
    const strain = new LatencyStrain();
    answers(strain, 1_000, 100);
    closed(strain);
    answers(strain, 4_000, 100);
    // Four times, and 100 ms of each second without load.
    expect(closed(strain)).toBeCloseTo(4 - 0.1, 6);
    answers(strain, 500, 100);
    expect(closed(strain)).toBe(1);
    answers(strain, 2_000, 100);
    expect(closed(strain)).toBeCloseTo(4 - 0.2, 6);
  });

  test("is never below 1: a short answer's forgiven time is no speed, and none is taken for infinitely fast", () => {
    const strain = new LatencyStrain();
    answers(strain, 50, 100);
    closed(strain);
    answers(strain, 100, 100);
    expect(closed(strain)).toBe(1);
    answers(strain, 0, 100);
    expect(closed(strain)).toBe(1);
    answers(strain, 1_000, 1_000);
    expect(Number.isFinite(strain.close(0).seen)).toBe(true);
  });

  test("weighs the models by their work, and each is compared with itself", () => {
    const strain = new LatencyStrain();
    answers(strain, 1_000_000, 100_000, "fast");
    answers(strain, 10_000_000, 100_000, "slow");
    closed(strain);
    answers(strain, 3_000_000, 100_000, "fast");
    answers(strain, 30_000_000, 300_000, "slow");
    expect(closed(strain)).toBeCloseTo((3 * 100_000 + 1 * 300_000) / 400_000, 3);
    // A model that is not in the window says nothing in it.
    answers(strain, 3_000_000, 100_000, "fast");
    expect(closed(strain)).toBeCloseTo(3, 3);
  });

  test("compares first events with first events", () => {
    const strain = new LatencyStrain();
    const began = (milliseconds: number, model = "m"): void => {
      for (let call = 0; call < alike; call++) strain.began(model, milliseconds);
    };
    began(1_000);
    answers(strain, 100_000, 1_000);
    closed(strain);
    began(3_000);
    expect(closed(strain)).toBeCloseTo(3 - 0.1, 6);
    began(1_000);
    began(9_000, "n");
    expect(closed(strain)).toBe(1);
  });

  test("follows a backend that has become slower for good, by a twentieth of a percent a second, asked or not", () => {
    const strain = new LatencyStrain();
    answers(strain, 1_000_000, 1_000);
    closed(strain);
    answers(strain, 4_000_000, 1_000);
    expect(closed(strain, 100)).toBeCloseTo(4 / 1.05, 3);
    answers(strain, 4_000_000, 1_000);
    expect(closed(strain, 100)).toBeCloseTo(4 / 1.05 ** 2, 3);
    closed(strain, 100);
    answers(strain, 4_000_000, 1_000);
    expect(closed(strain)).toBeCloseTo(4 / 1.05 ** 3, 3);
  });
});

describe("certain strain", () => {
  test("is none for fewer than eight calls; those count on in the next window, and are seen at once", () => {
    const strain = new LatencyStrain();
    answers(strain, 10_000, 100, "m", 7);
    expect(strain.close(0)).toEqual({ seen: 1, certain: 1 });
    // The eighth: only now there is something to compare with.
    answers(strain, 10_000, 100, "m", 1);
    strain.close(0);
    answers(strain, 40_000, 100, "m", 7);
    const early = strain.close(0);
    expect(early.seen).toBeCloseTo(4 - 0.01, 6);
    expect(early.certain).toBe(1);
    answers(strain, 40_000, 100, "m", 1);
    expect(strain.close(0).certain).toBeCloseTo(4 - 0.01, 6);
    // And the next window begins with none.
    answers(strain, 10_000, 100);
    expect(strain.close(0).seen).toBe(1);
  });

  test("is not measured by what fewer than eight calls took", () => {
    const strain = new LatencyStrain();
    answers(strain, 1_000, 100, "m", 7);
    strain.close(0);
    // With these there are enough, and all of them together are what is usual here.
    answers(strain, 40_000, 100, "m", 8);
    expect(strain.close(0)).toEqual({ seen: 1, certain: 1 });
  });

  test("is what three standard errors of the calls' scatter leave of it", () => {
    const strain = new LatencyStrain();
    answers(strain, 100_000, 100);
    strain.close(0);
    for (let pair = 0; pair < 4; pair++) {
      strain.answered("m", 300_000, 100);
      strain.answered("m", 500_000, 100);
    }
    // Mean 400,000 and deviation 100,000 √(8/7), over √8 calls.
    const error = (100_000 * Math.sqrt(8 / 7)) / Math.sqrt(8);
    const { seen, certain } = strain.close(0);
    expect(seen).toBeCloseTo(4 - 0.001, 6);
    expect(certain).toBeCloseTo(4 - (3 * error) / 100_000 - 0.001, 6);
  });

  test("is not raised by a few fast calls: what is compared with is as uncertain as what is compared", () => {
    const strain = new LatencyStrain();
    for (let pair = 0; pair < 4; pair++) {
      strain.answered("m", 50_000, 100);
      strain.answered("m", 150_000, 100);
    }
    strain.close(0);
    answers(strain, 400_000, 100);
    const unloaded = 100_000 + (3 * 50_000 * Math.sqrt(8 / 7)) / Math.sqrt(8);
    expect(strain.close(0).certain).toBeCloseTo((400_000 - 100) / unloaded, 6);
  });

  test("is all of what is seen where long answers only take as much longer as they are longer", () => {
    const strain = new LatencyStrain();
    for (let length = 1; length <= 8; length++) strain.answered("m", length * 10_000, length * 100);
    strain.close(0);
    for (let length = 1; length <= 8; length++) strain.answered("m", length * 40_000, length * 100);
    expect(closed(strain)).toBeCloseTo(4 - 100 / 45_000, 3);
  });
});
