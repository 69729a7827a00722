import { isTimeZone, parseSchedule } from "./cron-schedule";

test("a schedule of two days of both kinds takes either, and one with a star the restricted one", () => {
  const either = parseSchedule("0 0 13 * fri");
  expect([either.matchesDay(13, 1), either.matchesDay(1, 5), either.matchesDay(1, 1)]).toEqual([true, true, false]);
  const fridays = parseSchedule("0 0 * * fri");
  expect([fridays.matchesDay(13, 1), fridays.matchesDay(13, 5)]).toEqual([false, true]);
});

test.each([
  ["*/20 * * * *", [0, 20, 40]],
  ["5/25 * * * *", [5, 30, 55]],
  ["1-3,10 * * * *", [1, 2, 3, 10]],
  ["7 * * * *", [7]],
])("the minutes of %s", (text, minutes) => {
  expect(parseSchedule(text).minutes).toEqual(minutes);
});

test.each([
  "",
  "* * * *",
  "60 * * * *",
  "* * 0 * *",
  "5-1 * * * *",
  "*/0 * * * *",
  "a * * * *",
  "1-2-3 * * * *",
  "@daily",
  // Seven is no Sunday here, as it is in other crons.
  "0 8 * * 1-7",
])("%p is no schedule", (text) => {
  expect(() => parseSchedule(text)).toThrow(RangeError);
});

test.each(["Asia/Seoul", "UTC", "Etc/GMT+3", "US/Pacific", "Local"])("%p is a time zone", (name) => {
  expect(isTimeZone(name)).toBe(true);
});

test.each(["", "Asia/Soul", "+09:00", "KST9"])("%p is none", (name) => {
  expect(isTimeZone(name)).toBe(false);
});
