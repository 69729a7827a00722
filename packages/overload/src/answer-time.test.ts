import * as fc from "fast-check";
import { wholeAnswerMs, wholeStreamMs } from "./answer-time";

const times = { beginMs: 60_000, tokensPerSecond: 10, longestMs: 600_000 };

test.each([
  // The defaults: 2,048 tokens at 30 a second take 68 s.
  [2_048, 264_800],
  [0, 60_000],
  [1, 60_100],
  [100_000, 600_000],
  [undefined, 600_000],
])("an answer of at most %s tokens has %i ms", (tokens, milliseconds) => {
  expect(wholeAnswerMs(tokens, times)).toBe(milliseconds);
});

test("whatever the bound, an answer at the slowest pace is in time, and the longest time is never passed", () => {
  const positive = fc.integer({ min: 1, max: 1_000_000 });
  fc.assert(
    fc.property(positive, positive, positive, positive, (tokens, beginMs, tokensPerSecond, longestMs) => {
      const whole = wholeAnswerMs(tokens, { beginMs, tokensPerSecond, longestMs });
      expect(whole).toBeLessThanOrEqual(longestMs);
      if (whole < longestMs) expect(whole).toBeCloseTo(beginMs + (1_000 * tokens) / tokensPerSecond, 3);
      expect(wholeStreamMs(tokens, { beginMs, tokensPerSecond, longestMs })).toBeGreaterThanOrEqual(whole);
    }),
    { seed: 4 },
  );
});
