import * as fc from "fast-check";
import type { CallOrigin } from "./call-origin";
import { CircuitBreaker } from "./circuit-breaker";

const anybody: CallOrigin = { caller: undefined, question: undefined };
const from = (caller: string, question = 1): CallOrigin => ({ caller, question });

describe("circuit breaker", () => {
  let now = 0;
  let calls = 0;
  let opened: number[] = [];
  beforeEach(() => {
    now = calls = 0;
    opened = [];
  });

  function breaker(options: { failures?: number; openMs?: number } = {}) {
    const subject = new CircuitBreaker({
      failures: 3,
      openMs: 1_000,
      longestOpenMs: 4_000,
      now: () => now,
      onOpen: (openMs) => opened.push(openMs),
      ...options,
    });
    const begin = (origin = anybody): number => {
      subject.begin(++calls, origin);
      return calls;
    };
    return {
      subject,
      begin,
      /** A call that begins and fails. */
      fail: (origin = anybody, more: { inside?: boolean; decisive?: boolean } = {}) =>
        subject.failed({ begun: begin(origin), origin, ...more }),
      succeed: () => subject.succeeded(begin()),
      allowed: (origin = anybody) => subject.allows(origin),
      /** Lets the time run until a trial may go through, and its call begin. */
      beginTrial: (): number => {
        now += subject.opensInMs(anybody);
        return begin();
      },
    };
  }

  test("opens after failures in a row, not after failures between answers", () => {
    const { subject, fail, succeed, allowed } = breaker();
    fail();
    fail();
    succeed();
    fail();
    fail();
    expect([subject.state, allowed(), subject.opensInMs(anybody)]).toEqual(["closed", true, 0]);
    expect(opened).toEqual([]);
    fail();
    expect([subject.state, allowed(), subject.opensInMs(anybody)]).toEqual(["open", false, 1_000]);
    expect(opened).toEqual([1_000]);
  });

  test("opens after 5 failures, for 2 s and then up to 30 s, where nothing else is said", () => {
    const subject = new CircuitBreaker({ now: () => now });
    for (let call = 1; call <= 4; call++) subject.failed({ begun: call, origin: anybody });
    expect(subject.state).toBe("closed");
    subject.failed({ begun: 5, origin: anybody });
    const open: number[] = [];
    for (let trial = 6; trial < 12; trial++) {
      open.push(subject.opensInMs(anybody));
      now += subject.opensInMs(anybody);
      subject.begin(trial, anybody);
      subject.failed({ begun: trial, origin: anybody });
    }
    expect(open).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  test("never opens where no number of failures is enough", () => {
    const { subject, fail } = breaker({ failures: Infinity });
    for (let call = 0; call < 100; call++) fail();
    expect(subject).toMatchObject({ state: "closed", failingSince: Infinity });
  });

  test("is open to the millisecond, and half open from then on", () => {
    const { subject, fail, allowed } = breaker();
    fail(anybody, { decisive: true });
    now = 999;
    expect([subject.state, allowed(), subject.opensInMs(anybody)]).toEqual(["open", false, 1]);
    now = 1_000;
    expect([subject.state, allowed(), subject.opensInMs(anybody)]).toEqual(["halfOpen", true, 0]);
    now = 5_000;
    expect([subject.state, allowed(), subject.opensInMs(anybody)]).toEqual(["halfOpen", true, 0]);
  });

  test("lets one trial call through when its time is over, and closes when that is answered", () => {
    const { subject, fail, beginTrial, begin, allowed } = breaker();
    fail(anybody, { decisive: true });
    const trial = beginTrial();
    expect([subject.state, allowed(), subject.opensInMs(anybody)]).toEqual(["open", false, 0]);
    expect([subject.isOnTrial(trial), subject.isOnTrial(trial - 1)]).toEqual([true, false]);
    subject.succeeded(trial);
    expect([subject.state, allowed(), subject.isOnTrial(trial)]).toEqual(["closed", true, false]);
    // Closed, a call is no trial.
    begin();
    expect(allowed()).toBe(true);
    fail();
    expect(subject.state).toBe("closed");
  });

  test("the first event of its trial call closes it as well", () => {
    const { subject, fail, beginTrial } = breaker();
    fail(anybody, { decisive: true });
    subject.heard(beginTrial());
    expect(subject.state).toBe("closed");
  });

  test("stays open twice as long after each failed trial, up to its bound", () => {
    const { subject, fail, beginTrial } = breaker();
    fail(anybody, { decisive: true });
    for (let trial = 0; trial < 3; trial++) {
      opened = [];
      subject.failed({ begun: beginTrial(), origin: anybody });
    }
    // The first is for the case that the trial hangs.
    expect(opened).toEqual([4_000, 4_000]);
    expect(subject.opensInMs(anybody)).toBe(4_000);
  });

  test("begins with its shortest time and counts anew once a call was answered", () => {
    const { subject, fail, beginTrial } = breaker();
    fail(anybody, { decisive: true });
    subject.failed({ begun: beginTrial(), origin: anybody });
    subject.succeeded(beginTrial());
    fail(anybody, { decisive: true });
    expect(subject.opensInMs(anybody)).toBe(1_000);
    subject.succeeded(beginTrial());
    fail();
    fail();
    expect(subject.state).toBe("closed");
  });

  test("a trial whose caller has gone makes way for the next at once", () => {
    const { subject, fail, beginTrial, allowed } = breaker();
    fail(anybody, { decisive: true });
    const trial = beginTrial();
    subject.unknown(trial - 1);
    expect(allowed()).toBe(false);
    subject.unknown(trial);
    expect([subject.state, allowed()]).toEqual(["halfOpen", true]);
  });

  test("a trial that hangs keeps others away no longer than an open breaker, and decides nothing once another is on trial", () => {
    const { subject, fail, beginTrial, begin, allowed } = breaker();
    fail(anybody, { decisive: true });
    const hanging = beginTrial();
    expect(opened).toEqual([1_000, 1_000]);
    now += 999;
    expect(allowed()).toBe(false);
    now += 1;
    expect([subject.state, allowed()]).toEqual(["halfOpen", true]);
    begin();
    subject.failed({ begun: hanging, origin: anybody });
    expect(opened).toEqual([1_000, 1_000, 1_000]);
    expect([subject.state, allowed()]).toEqual(["open", false]);
  });

  test("is not opened longer by calls that were under way when it opened, decisive or not", () => {
    const { subject, begin } = breaker();
    const begun = Array.from({ length: 12 }, () => begin());
    for (const call of begun.slice(0, 11)) subject.failed({ begun: call, origin: anybody });
    subject.failed({ begun: begun[11]!, origin: anybody, decisive: true });
    expect(subject.opensInMs(anybody)).toBe(1_000);
    expect(opened).toEqual([1_000]);
  });

  describe("in a row", () => {
    test("ten that hang say nothing once one that began later was answered, or has begun to be", () => {
      for (const answer of ["succeeded", "heard"] as const) {
        const { subject, begin } = breaker();
        const hanging = Array.from({ length: 10 }, () => begin());
        subject[answer](begin());
        for (const begun of hanging) subject.failed({ begun, origin: anybody });
        expect([answer, subject.state]).toEqual([answer, "closed"]);
      }
    });

    test("a model that answers most calls, and slowly, is not out for a few that fail fast", () => {
      const { subject, begin, fail } = breaker();
      const slow: number[] = [];
      for (let call = 0; call < 100; call++) {
        if (call % 10 === 9) fail();
        else slow.push(begin());
        if (call >= 20) subject.succeeded(slow.shift()!);
        expect(subject.state).toBe("closed");
      }
    });

    test("an answer to a call that began before them breaks the row, but not an open breaker", () => {
      const { subject, begin, fail } = breaker();
      const streams = [begin(), begin(), begin()];
      fail();
      fail();
      subject.succeeded(streams[0]!);
      fail();
      fail();
      subject.heard(streams[1]!);
      fail();
      fail();
      expect(subject.state).toBe("closed");
      fail();
      expect(subject.state).toBe("open");
      subject.heard(streams[2]!);
      subject.succeeded(streams[2]!);
      expect(subject.state).toBe("open");
    });

    test("an answer to a call that began between them closes it", () => {
      const { subject, begin, fail } = breaker();
      fail();
      fail();
      const between = begin();
      fail();
      expect(subject.state).toBe("open");
      subject.succeeded(between);
      expect(subject.state).toBe("closed");
      fail();
      expect(subject.state).toBe("closed");
      fail();
      expect(subject.state).toBe("open");
    });

    test("an answer to an early call takes back nothing of what a later one has shown", () => {
      for (const answer of ["succeeded", "heard"] as const) {
        const { subject, begin } = breaker();
        const early = begin();
        const hanging = [begin(), begin(), begin()];
        subject.succeeded(begin());
        subject[answer](early);
        for (const begun of hanging) subject.failed({ begun, origin: anybody, inside: true });
        for (const begun of hanging) subject.failed({ begun, origin: anybody });
        expect([answer, subject.state]).toEqual([answer, "closed"]);
      }
    });

    test("of many failures the last ones count", () => {
      const { subject, begin } = breaker();
      const begun = Array.from({ length: 6 }, () => begin());
      for (const call of [5, 0, 4, 1, 3, 2]) subject.failed({ begun: begun[call]!, origin: anybody });
      expect(subject.failingSince).toBe(begun[3]);
      subject.succeeded(begun[2]!);
      expect(subject.state).toBe("open");
      subject.succeeded(begun[4]!);
      expect(subject.state).toBe("closed");
    });

    test("streams that break off count though others begin, until one is answered to its end", () => {
      const { subject, begin, fail } = breaker();
      fail(anybody, { inside: true });
      fail(anybody, { inside: true });
      subject.heard(begin());
      fail(anybody, { inside: true });
      expect(subject.state).toBe("open");
      now += 1_000;
      const trial = begin();
      subject.heard(trial);
      expect(subject.state).toBe("open");
      subject.succeeded(trial);
      expect(subject.state).toBe("closed");
      subject.failed({ begun: trial - 1, origin: anybody, inside: true });
      expect(subject.failingSince).toBe(Infinity);
    });
  });

  describe("keeps away only what shares what its failures share", () => {
    test.each<[string, CallOrigin[], CallOrigin[], CallOrigin[]]>([
      [
        "one caller's one question",
        [from("a"), from("a"), from("a")],
        [from("a")],
        [from("a", 2), from("b"), from("b", 2), anybody],
      ],
      ["one caller's questions", [from("a", 1), from("a", 2), from("a", 1)], [from("a", 9)], [from("b", 1), anybody]],
      ["a question of several", [from("a"), from("b"), from("b")], [from("c")], [from("a", 2), anybody]],
      ["all", [from("a", 1), from("a", 2), from("b", 2)], [from("c", 3), anybody], []],
      ["what nobody knows the origin of", [anybody, anybody, anybody], [anybody], [from("a")]],
    ])("%s", (_what, failures, away, through) => {
      const { subject, fail, allowed } = breaker();
      for (const origin of failures) fail(origin);
      expect(subject.state).toBe("open");
      for (const origin of away) expect([allowed(origin), subject.opensInMs(origin)]).toEqual([false, 1_000]);
      for (const origin of through) expect([allowed(origin), subject.opensInMs(origin)]).toEqual([true, 0]);
    });

    test("a failure whose origin cannot be the reason is everybody's", () => {
      const { subject, begin, allowed } = breaker();
      subject.failed({ begun: begin(), decisive: true });
      expect([allowed(from("a")), allowed(anybody)]).toEqual([false, false]);
    });

    test("another's call is no trial: its answer closes, its failure widens whom it keeps away", () => {
      const { subject, fail, begin, allowed } = breaker();
      for (let call = 0; call < 3; call++) fail(from("a"));
      const other = begin(from("b"));
      expect([subject.isOnTrial(other), allowed(from("c"))]).toEqual([false, true]);
      subject.failed({ begun: other, origin: from("b") });
      expect(opened).toEqual([1_000]);
      expect([allowed(from("c", 1)), allowed(from("c", 2))]).toEqual([false, true]);
      subject.succeeded(begin(from("c", 2)));
      expect([subject.state, allowed(from("a"))]).toEqual(["closed", true]);
      // And what was in common before is forgotten.
      for (let call = 0; call < 3; call++) fail(from("d", 4));
      expect([allowed(from("d", 4)), allowed(from("a"))]).toEqual([false, true]);
    });

    test("an origin that is used for other calls is read when its call fails", () => {
      const { subject, begin, allowed } = breaker();
      const origin = { caller: "a", question: 1 };
      for (let call = 0; call < 3; call++) subject.failed({ begun: begin(origin), origin });
      origin.caller = "b";
      expect([allowed(from("a")), allowed(origin)]).toEqual([false, true]);
    });
  });

  test("opens for what the failures of others have in common", () => {
    const first = breaker();
    const second = breaker();
    const whole = breaker();
    for (let call = 0; call < 3; call++) first.fail(from("a", call));
    for (let call = 0; call < 3; call++) second.fail(from("a", 7));
    whole.subject.openWith([first.subject, second.subject]);
    expect(whole.subject).toMatchObject({ state: "open", failingSince: 4 });
    expect([whole.allowed(from("a", 99)), whole.allowed(from("b", 7))]).toEqual([false, true]);
    whole.subject.succeeded(whole.begin(from("b")));
    expect(whole.subject.state).toBe("closed");
  });

  test("whatever happens in whatever order: it is open where there are enough failures in a row that no later call contradicts, and else is not", () => {
    type Step = {
      kind: "begin" | "fail" | "inside" | "answer" | "hear" | "gone" | "wait";
      which: number;
      caller: number;
    };
    const step = fc.record<Step>({
      kind: fc.constantFrom("begin", "begin", "begin", "fail", "fail", "inside", "answer", "hear", "gone", "wait"),
      which: fc.nat(5),
      caller: fc.nat(1),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        now = calls = 0;
        const { subject, begin } = breaker();
        const underWay: { begun: number; origin: CallOrigin }[] = [];
        let failures: { begun: number; inside: boolean }[] = [];
        let [heard, answered] = [0, 0];
        for (const { kind, which, caller } of steps) {
          if (kind === "wait") now += 400 * which;
          if (kind === "begin") {
            const origin = from(String(caller));
            if (subject.allows(origin)) underWay.push({ begun: begin(origin), origin });
          }
          const call = kind === "begin" || kind === "wait" ? undefined : underWay[which];
          if (call === undefined) continue;
          if (kind !== "hear") underWay.splice(which, 1);
          const { begun } = call;
          const isOpen = subject.state !== "closed";
          if (kind === "fail" || kind === "inside") {
            subject.failed({ ...call, inside: kind === "inside" });
            if (begun > (kind === "inside" ? answered : heard)) failures.push({ begun, inside: kind === "inside" });
            failures = failures.sort((a, b) => a.begun - b.begun).slice(-3);
          } else if (kind === "gone") subject.unknown(begun);
          else {
            heard = Math.max(heard, begun);
            if (kind === "hear") subject.heard(begun);
            else {
              answered = Math.max(answered, begun);
              subject.succeeded(begun);
            }
            failures = failures.filter(
              (failure) => (isOpen && failure.begun > begun) || (kind === "hear" && failure.inside),
            );
          }
          expect(subject.state !== "closed").toBe(failures.length === 3);
        }
      }),
      { numRuns: 1_000, seed: 16 },
    );
  });
});
