import { Backoff } from "./backoff";

/** How long it is active from now on. */
function lengthOf(backoff: Backoff, from: number): number {
  let length = 0;
  while (backoff.isActive(from + length)) length += 60;
  return length;
}

describe("the back-off after failed scale-ups", () => {
  test("there is none before", () => expect(new Backoff().isActive(0)).toBe(false));

  test("doubles up to half an hour", () => {
    const backoff = new Backoff();
    const lengths = [0, 300, 900, 2100, 3900].map((at) => {
      backoff.fail(at);
      return lengthOf(backoff, at);
    });
    expect(lengths).toEqual([300, 600, 1200, 1800, 1800]);
  });

  test("a failure while it is at work begins it anew, no longer and no shorter", () => {
    const backoff = new Backoff();
    backoff.fail(0);
    backoff.fail(299);
    expect(lengthOf(backoff, 299)).toBe(300);
    backoff.fail(599);
    backoff.fail(1000);
    expect(lengthOf(backoff, 1000)).toBe(600);
  });

  test("is forgotten three hours after the last failure, not before", () => {
    const failures = (second: number): number => {
      const backoff = new Backoff();
      backoff.fail(0);
      backoff.fail(second);
      return lengthOf(backoff, second);
    };
    expect([failures(3 * 3600), failures(3 * 3600 + 1)]).toEqual([600, 300]);
  });
});
