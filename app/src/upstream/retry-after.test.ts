import * as fc from "fast-check";
import { longestRetryAfterMs, retryAfterOf } from "./retry-after";

describe("Retry-After", () => {
  test.each([
    [{ "retry-after": "1.5" }, 1_500],
    [{ "retry-after": " 7 " }, 7_000],
    [{ "retry-after": "0" }, 0],
    // OpenAI's own header, which is finer and goes first.
    [{ "retry-after-ms": "250", "retry-after": "1" }, 250],
    [{ "retry-after-ms": "soon", "retry-after": "1" }, 1_000],
    // A day, and the end of time.
    [{ "retry-after": "86400" }, longestRetryAfterMs],
    [{ "retry-after": "1".repeat(400) }, longestRetryAfterMs],
    [{ "retry-after": "Fri, 31 Dec 9999 23:59:59 GMT" }, longestRetryAfterMs],
  ])("of %j is %i ms", (headers, milliseconds) => {
    expect(retryAfterOf(headers)).toBe(milliseconds);
  });

  test("may be a date", () => {
    const inTenSeconds = new Date(Date.now() + 10_000).toUTCString();
    expect(retryAfterOf({ "retry-after": inTenSeconds })).toBeGreaterThan(8_000);
  });

  test.each(["", "later", "-1", "NaN", "Infinity", "1e9", "0x10", "Thu, 01 Jan 1970 00:00:00 GMT"])(
    "that is %j says nothing",
    (value) => {
      expect(retryAfterOf({ "retry-after": value })).toBeUndefined();
      expect(retryAfterOf({ "retry-after-ms": value })).toBeUndefined();
    },
  );

  test("is a time from now to a minute, whatever stands there", () => {
    const value = fc.oneof(fc.string(), fc.double().map(String), fc.date({ noInvalidDate: true }).map(String));
    fc.assert(
      fc.property(value, value, (seconds, milliseconds) => {
        const found = retryAfterOf({ "retry-after": seconds, "retry-after-ms": milliseconds }) ?? 0;
        expect(found >= 0 && found <= longestRetryAfterMs).toBe(true);
      }),
      { seed: 9 },
    );
  });
});
