import { Cohorts } from "./cohorts";

/** Calls that begin every tenth of a second, so many in all; each with what it takes for so many at a time. */
function told(strainOf: (held: number) => number, calls = 60) {
  const cohorts = new Cohorts();
  for (let call = 1; call <= calls; call++) cohorts.began(call * 100, call);
  for (let call = 1; call <= calls; call++) {
    const now = 60_000 + call;
    cohorts.saw(now, now - call * 100, strainOf(call));
  }
  return cohorts;
}

describe("cohorts", () => {
  test("tell which share of the calls of a time has been seen since", () => {
    const cohorts = new Cohorts();
    for (let call = 0; call < 10; call++) cohorts.began(call * 100, call + 1);
    expect(cohorts.seenOf(0, 900)).toBe(0);
    for (let call = 0; call < 5; call++) cohorts.saw(1_000, 1_000 - call * 100, 1);
    expect(cohorts.seenOf(0, 400)).toBe(1);
    expect(cohorts.seenOf(0, 900)).toBe(0.5);
    expect(cohorts.seenOf(500, 900)).toBe(0);
    expect(cohorts.seenOf(2_000, 3_000)).toBe(0);
  });

  test("tell calls that only wait longer the more there are from calls that take what they take", () => {
    // All end at one time, so that those that began first had as many beside them as those that began last.
    const cohorts = new Cohorts();
    let now = 0;
    for (let held = 1; held <= 40; held++) {
      for (let call = 0; call < held; call++) cohorts.began(now, held);
      for (let call = 0; call < held; call++) cohorts.saw(now + 90, 90, held / 10);
      now += 100;
    }
    const response = cohorts.responseSince(0)!;
    expect(response.elasticity).toBeCloseTo(1, 6);
    expect(response.error).toBeLessThan(0.01);
    expect(response).toMatchObject({ calls: 820, latest: 3_900 });
    expect(told(() => 1).responseSince(0)!.elasticity).toBeCloseTo(0, 6);
  });

  test("say nothing while fewer than five are complete: the first calls of a cohort to end are its fastest", () => {
    const cohorts = new Cohorts();
    for (let cohort = 0; cohort < 5; cohort++) {
      for (let call = 0; call < 10; call++) cohorts.began(cohort * 100, cohort * 10 + call + 1);
    }
    for (let cohort = 0; cohort < 5; cohort++) {
      for (let call = 0; call < 8; call++) cohorts.saw(1_000, 1_000 - cohort * 100, 1);
    }
    expect(cohorts.responseSince(0)).toBeUndefined();
    for (let call = 0; call < 10; call++) cohorts.abandoned();
    expect(cohorts.responseSince(0)).toMatchObject({ calls: 40, strain: 1 });
  });

  test("count the ends of calls over time, and forget what is older than their hundred seconds", () => {
    const cohorts = new Cohorts();
    for (let now = 0; now < 10_000; now += 50) {
      cohorts.began(now, 1);
      cohorts.ended(now, 0);
    }
    expect(cohorts.rate(5_000, 9_900)).toBeCloseTo(0.02, 3);
    cohorts.began(1e9, 1);
    expect(cohorts.rate(1e9 - 5_000, 1e9)).toBe(0);
    expect(cohorts.responseSince(0)).toBeUndefined();
  });
});
