import { LatencyStrain } from "./latency-strain";

/** As many calls as a judgement takes, each as long as the others. */
function answers(strain: LatencyStrain, milliseconds: number, work: number, isCalm = false, calls = 8): void {
  for (let call = 0; call < calls; call++) strain.answered(milliseconds, work, isCalm, true);
}

/** What answers of 110 take without load has been learned: a second. */
function learned(): LatencyStrain {
  const strain = new LatencyStrain();
  answers(strain, 1_000, 110, true);
  strain.close();
  return strain;
}

describe("strain", () => {
  test("is 1 for a window without answers, and for the first one, however slow", () => {
    const strain = new LatencyStrain();
    expect(strain.close()).toEqual({ seen: 1, certain: 1 });
    answers(strain, 60_000, 300);
    expect(strain.close()).toEqual({ seen: 1, certain: 1 });
  });

  test("is what calls take over what they take without load, less a tenth of a second of each", () => {
    const strain = learned();
    answers(strain, 4_000, 110);
    const { seen, certain } = strain.close();
    expect(seen).toBeCloseTo(3.9, 6);
    expect(certain).toBeCloseTo(3.9, 6);
    answers(strain, 1_090, 110);
    expect(strain.close().seen).toBe(1);
  });

  test("is not certain for fewer than eight calls, nor beyond three standard errors of their scatter", () => {
    const strain = learned();
    answers(strain, 4_000, 110, false, 7);
    expect(strain.close().certain).toBe(1);
    for (let pair = 0; pair < 4; pair++) {
      strain.answered(1_000, 110, false, true);
      strain.answered(6_000, 110, false, true);
    }
    const { seen, certain } = strain.close();
    expect(seen).toBeCloseTo(3.7, 1);
    expect(certain).toBeLessThan(2.5);
  });

  test("does not judge work of which nothing is known, but learns it", () => {
    const strain = learned();
    expect(strain.answered(30_000, 2_050, false, true)).toBeUndefined();
    answers(strain, 30_000, 2_050, false, 40);
    strain.close();
    expect(strain.answered(60_000, 2_050, false, true)).toBeGreaterThan(1.5);
  });

  test("compares first events with first events", () => {
    const strain = new LatencyStrain();
    for (let call = 0; call < 8; call++) strain.began(300, true, true);
    expect(strain.began(1_000, false, true)).toBeCloseTo(3, 6);
  });

  test("is gone when what was taken for it is the model's own pace", () => {
    const strain = learned();
    answers(strain, 4_000, 110);
    strain.rebase(strain.close().seen);
    answers(strain, 4_000, 110);
    expect(strain.close()).toEqual({ seen: 1, certain: 1 });
  });

  test("has no call that began before its window", () => {
    const strain = learned();
    for (let call = 0; call < 8; call++) strain.answered(9_000, 110, false, false);
    expect(strain.close()).toEqual({ seen: 1, certain: 1 });
  });
});
