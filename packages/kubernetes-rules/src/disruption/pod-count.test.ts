import { budgetedPods, podsKept } from "./pod-count";

test.each([
  [0, 7, 0],
  [3, 7, 3],
  [9, 7, 9],
  ["0%", 7, 0],
  ["1%", 7, 1],
  ["50%", 7, 4],
  ["100%", 7, 7],
  ["050%", 4, 2],
])("%j of %i pods are %i: a share is rounded up", (count, total, pods) => {
  expect(budgetedPods(count, total)).toBe(pods);
});

test.each([-1, 1.5, "3", "", "%", "1.5%", "-1%", "101%", "50 %", "ten%"])(
  "%j is refused, as the API server does",
  (count) => {
    expect(() => budgetedPods(count, 7)).toThrow(
      `must be a whole number of pods from 0, or a percentage up to "100%", not ${JSON.stringify(count)}`,
    );
  },
);

test.each([
  [{ minAvailable: 2 }, 2],
  [{ minAvailable: "30%" }, 3],
  [{ maxUnavailable: 1 }, 6],
  [{ maxUnavailable: "30%" }, 4],
  [{ maxUnavailable: 9 }, 0],
  [{ maxUnavailable: "0%" }, 7],
  [{}, 7],
])("%j over 7 pods keeps %i", (budget, pods) => {
  expect(podsKept(budget, 7)).toBe(pods);
});
