import { MemoryBudget, MemoryShare } from "../body";
import { addRateLimits } from "./rate-limit-headers";
import { RequestRecord } from "./request-record";

function headersOf(record: RequestRecord): Readonly<Record<string, string>> {
  const headers = {};
  addRateLimits(headers, record);
  return headers;
}

/** The headers of a key that has used something of its limit, and gets all of it back after so long. */
function headersAfter(resetMs: number): Readonly<Record<string, string>> {
  const record = new RequestRecord(new MemoryShare(new MemoryBudget(0)));
  record.caller = { user: "u", key: "shop" };
  record.usage = { rateLimitsOf: () => ({ requests: { limit: 60, remaining: 59, resetMs } }) };
  return headersOf(record);
}

// OpenAI's form: https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers
test.each([
  [0, "0ms"],
  [11.2, "12ms"],
  [999, "999ms"],
  [999.5, "1s"],
  [8_640, "8.64s"],
  [8_641, "8.65s"],
  [59_999, "1m0s"],
  [60_000, "1m0s"],
  [90_000, "1m30s"],
])("%s ms are told as %s, and never as less", (milliseconds, told) =>
  expect(headersAfter(milliseconds)).toEqual({
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "59",
    "x-ratelimit-reset-requests": told,
  }),
);

test("who has no key is told of no limit", () =>
  expect(headersOf(new RequestRecord(new MemoryShare(new MemoryBudget(0))))).toEqual({}));
