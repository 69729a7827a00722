import { CircuitBreaker } from "./breaker";

describe("circuit breaker", () => {
  let now = 0;
  const breaker = () => new CircuitBreaker({ failures: 3, openMs: 1_000, longestOpenMs: 4_000, now: () => now });
  beforeEach(() => (now = 0));

  test("opens after failures in a row, not after failures between answers", () => {
    const subject = breaker();
    subject.failed();
    subject.failed();
    subject.succeeded();
    subject.failed();
    subject.failed();
    expect(subject.state).toBe("closed");
    subject.failed();
    expect(subject).toMatchObject({ state: "open", allows: false, opensInMs: 1_000 });
  });

  test("lets one trial call through when its time is over, and closes when that is answered", () => {
    const subject = breaker();
    subject.failed({ decisive: true });
    now = 1_000;
    expect(subject).toMatchObject({ state: "halfOpen", allows: true });
    subject.begin();
    expect(subject.allows).toBe(false);
    subject.succeeded();
    expect(subject).toMatchObject({ state: "closed", allows: true });
  });

  test("stays open twice as long after each failed trial, up to its bound", () => {
    const subject = breaker();
    subject.failed({ decisive: true });
    const opened: number[] = [];
    for (let trial = 0; trial < 4; trial++) {
      opened.push(subject.opensInMs);
      now += subject.opensInMs;
      subject.begin();
      subject.failed();
    }
    expect(opened).toEqual([1_000, 2_000, 4_000, 4_000]);
  });

  test("does not stay closed to trials when a trial's caller has gone", () => {
    const subject = breaker();
    subject.failed({ decisive: true });
    now = 1_000;
    subject.begin();
    subject.unknown();
    expect(subject.allows).toBe(true);
  });

  test("is not opened longer by calls that were under way when it opened", () => {
    const subject = breaker();
    for (let call = 0; call < 10; call++) subject.failed();
    expect(subject.opensInMs).toBe(1_000);
  });
});
