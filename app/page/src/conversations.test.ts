import { timeOf } from "./conversations";

test.each([
  ["ISO 8601", "2026-11-30T22:00:00.000Z"],
  ["seconds", 1_796_076_000],
  ["milliseconds", 1_796_076_000_000],
])("reads a time in %s", (_what, time) => {
  expect(new Date(timeOf(time)).toISOString()).toBe("2026-11-30T22:00:00.000Z");
});
