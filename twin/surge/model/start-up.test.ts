import fc from "fast-check";
import { readyAfter } from "./start-up";

test.each([
  ["no probe at all", {}, 7, 7],
  [
    "readiness asks at its delay and every period",
    { readinessProbe: { initialDelaySeconds: 5, periodSeconds: 5 } },
    7,
    10,
  ],
  ["what answers before the first question waits for it", { readinessProbe: { initialDelaySeconds: 30 } }, 1, 30],
  [
    "readiness is asked once the start-up probe has succeeded",
    { startupProbe: { periodSeconds: 10, failureThreshold: 60 }, readinessProbe: { periodSeconds: 5 } },
    121,
    130,
  ],
])("%s", (_, startUp, start, ready) => {
  expect(readyAfter(startUp, start)).toBe(ready);
});

test("a model that loads longer than its start-up probe waits is killed, and so is one that liveness does not wait for", () => {
  expect(readyAfter({ startupProbe: { periodSeconds: 10, failureThreshold: 6 } }, 121)).toEqual({
    killedBy: "start-up",
    budgetSeconds: 50,
  });
  expect(
    readyAfter({ livenessProbe: { initialDelaySeconds: 60, periodSeconds: 30, failureThreshold: 3 } }, 121),
  ).toEqual({
    killedBy: "liveness",
    budgetSeconds: 120,
  });
});

test("nothing is ready before it answers, nor more than a period late", () => {
  const seconds = fc.integer({ min: 0, max: 600 });
  fc.assert(
    fc.property(seconds, seconds, fc.integer({ min: 1, max: 60 }), (start, initialDelaySeconds, periodSeconds) => {
      const ready = readyAfter({ readinessProbe: { initialDelaySeconds, periodSeconds } }, start) as number;
      expect(ready).toBeGreaterThanOrEqual(start);
      expect(ready).toBeLessThan(Math.max(start, initialDelaySeconds) + periodSeconds + 1);
    }),
  );
});
