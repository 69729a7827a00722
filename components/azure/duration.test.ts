import * as fc from "fast-check";
import { isoDuration } from "./duration";

test.each([
  [1, "PT1S"],
  [120, "PT2M"],
  [90, "PT1M30S"],
  [3_600, "PT1H"],
  [604_800, "P7D"],
  [90_061, "P1DT1H1M1S"],
])("%i seconds are %s", (seconds, text) => expect(isoDuration(seconds)).toBe(text));

test("every whole number of seconds comes back from its text", () => {
  const sizes: Record<string, number> = { D: 86_400, H: 3_600, M: 60, S: 1 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000_000 }), (seconds) => {
      const parts = [...isoDuration(seconds).matchAll(/(\d+)([DHMS])/g)];
      expect(parts.reduce((sum, [, count, unit]) => sum + Number(count) * sizes[unit!]!, 0)).toBe(seconds);
    }),
  );
});
