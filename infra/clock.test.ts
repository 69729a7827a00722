import { currentMonth } from "./clock";

test.each([
  ["1796083199", "2026-11"],
  ["1796083200", "2026-12"],
])("SOURCE_DATE_EPOCH=%s is in %s, wherever the machine stands", (seconds, month) => {
  expect(currentMonth({ SOURCE_DATE_EPOCH: seconds })).toBe(month);
});

test.each([undefined, ""])("with SOURCE_DATE_EPOCH %j the clock tells", (seconds) => {
  const before = new Date().toISOString().slice(0, 7);
  const month = currentMonth({ SOURCE_DATE_EPOCH: seconds });
  expect([before, new Date().toISOString().slice(0, 7)]).toContain(month);
});

test("a SOURCE_DATE_EPOCH that is no time is refused", () => {
  expect(() => currentMonth({ SOURCE_DATE_EPOCH: "december" })).toThrow(
    'SOURCE_DATE_EPOCH = "december" must be seconds',
  );
});
