import { CircuitBreaker } from "./circuit-breaker";

describe("circuit breaker", () => {
  let now = 0;
  let opened: number[] = [];
  const breaker = () =>
    new CircuitBreaker({
      failures: 3,
      openMs: 1_000,
      longestOpenMs: 4_000,
      now: () => now,
      onOpen: (openMs) => opened.push(openMs),
    });
  beforeEach(() => {
    now = 0;
    opened = [];
  });

  /** Lets the time run until a trial may go through, and its call begin. */
  function beginTrial(subject: CircuitBreaker): void {
    now += subject.opensInMs;
    subject.begin();
  }

  test("opens after failures in a row, not after failures between answers", () => {
    const subject = breaker();
    subject.failed();
    subject.failed();
    subject.succeeded();
    subject.failed();
    subject.failed();
    expect(subject).toMatchObject({ state: "closed", allows: true, opensInMs: 0 });
    expect(opened).toEqual([]);
    subject.failed();
    expect(subject).toMatchObject({ state: "open", allows: false, opensInMs: 1_000 });
    expect(opened).toEqual([1_000]);
  });

  test("opens after 5 failures, for 2 s and then up to 30 s, where nothing else is said", () => {
    const subject = new CircuitBreaker({ now: () => now });
    for (let call = 0; call < 4; call++) subject.failed();
    expect(subject.state).toBe("closed");
    subject.failed();
    const open: number[] = [];
    for (let trial = 0; trial < 6; trial++) {
      open.push(subject.opensInMs);
      beginTrial(subject);
      subject.failed();
    }
    expect(open).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  test("is open to the millisecond, and half open from then on", () => {
    const subject = breaker();
    subject.failed(true);
    now = 999;
    expect(subject).toMatchObject({ state: "open", allows: false, opensInMs: 1 });
    now = 1_000;
    expect(subject).toMatchObject({ state: "halfOpen", allows: true, opensInMs: 0 });
    now = 5_000;
    expect(subject).toMatchObject({ state: "halfOpen", allows: true, opensInMs: 0 });
  });

  test("lets one trial call through when its time is over, and closes when that is answered", () => {
    const subject = breaker();
    subject.failed(true);
    beginTrial(subject);
    expect(subject).toMatchObject({ state: "halfOpen", allows: false });
    subject.succeeded();
    expect(subject).toMatchObject({ state: "closed", allows: true });
    // Closed, a call is no trial.
    subject.begin();
    expect(subject.allows).toBe(true);
    subject.failed();
    expect(subject.state).toBe("closed");
  });

  test("stays open twice as long after each failed trial, up to its bound", () => {
    const subject = breaker();
    subject.failed(true);
    for (let trial = 0; trial < 3; trial++) {
      beginTrial(subject);
      subject.failed();
    }
    expect(opened).toEqual([1_000, 2_000, 4_000, 4_000]);
  });

  test("begins with its shortest time again once a call was answered", () => {
    const subject = breaker();
    subject.failed(true);
    beginTrial(subject);
    subject.failed();
    beginTrial(subject);
    subject.succeeded();
    subject.failed(true);
    expect(opened).toEqual([1_000, 2_000, 1_000]);
    // And it counts the failures anew.
    beginTrial(subject);
    subject.succeeded();
    subject.failed();
    subject.failed();
    expect(subject.state).toBe("closed");
  });

  test("does not stay closed to trials when a trial's caller has gone", () => {
    const subject = breaker();
    subject.failed(true);
    beginTrial(subject);
    subject.unknown();
    expect(subject).toMatchObject({ state: "halfOpen", allows: true });
    expect(opened).toEqual([1_000]);
  });

  test("is not opened longer by calls that were under way when it opened, decisive or not", () => {
    const subject = breaker();
    for (let call = 0; call < 10; call++) subject.failed();
    subject.failed(true);
    expect(subject.opensInMs).toBe(1_000);
    now = 1_500;
    subject.failed();
    expect(subject).toMatchObject({ state: "halfOpen", allows: true });
    expect(opened).toEqual([1_000]);
  });
});
