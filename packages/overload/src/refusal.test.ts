import { refusal, wholeSeconds } from "./refusal";

test("a time is said in whole seconds, rounded up, and never as none", () => {
  expect([0, 1, 1_000, 1_001, 90_500].map(wholeSeconds)).toEqual([1, 1, 1, 2, 91]);
  expect(wholeSeconds(1_000.01)).toBe(2);
  // A clock with fractions: 17,867.774 and 2,000 more, and back.
  expect(wholeSeconds(17_867.774 + 2_000 - 17_867.774)).toBe(2);
  expect(wholeSeconds(2_000.0000000003)).toBe(2);
});

test("a refusal never sends a client away for more than a minute: expected waits are guesses", () => {
  expect([-5, 0, 1_500, 60_000, 60_001, Infinity].map((ms) => refusal("deadline", ms).retryAfterSeconds)).toEqual([
    1, 1, 2, 60, 60, 60,
  ]);
  expect(refusal("expired", 1)).toEqual({ reason: "expired", retryAfterSeconds: 1 });
});
