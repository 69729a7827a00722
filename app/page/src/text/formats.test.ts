import { ageOf, dollars, wait } from "./formats";

test.each([
  [0, "0 sec"],
  [59, "59 sec"],
  [60, "1 min"],
  [75, "1 min 15 sec"],
  [3_600, "1 hr"],
  [3_661, "1 hr 1 min"],
  [86_400, "24 hr"],
])("a wait of %d s is %s", (seconds, text) => {
  expect(wait(seconds)).toBe(text);
});

test.each([
  [0, "$0.00"],
  [0.000_321, "$0.000321"],
  [1.5, "$1.50"],
])("%d dollars are %s", (value, text) => {
  expect(dollars(value)).toBe(text);
});

test.each([
  ["2026-11-30T00:00:01", "today"],
  ["2026-12-01T00:00:00", "today"],
  ["2026-11-29T23:59:59", "yesterday"],
  ["2026-11-28T12:00:00", "week"],
  ["2026-11-24T00:00:00", "week"],
  ["2026-11-23T23:59:59", "older"],
])("on 30 November, %s is %s", (time, age) => {
  expect(ageOf(new Date(time).getTime(), new Date("2026-11-30T22:00:00").getTime())).toBe(age);
});
