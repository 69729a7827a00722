import { currentMonth } from "./clock";

test.each([
  ["2026-11-30T23:59:59Z", "2026-11"],
  ["2026-12-01T00:00:00Z", "2026-12"],
  ["2026-12-01T08:00:00+09:00", "2026-11"],
])("BREAKWATER_NOW=%s is in %s, wherever the machine stands", (now, month) => {
  expect(currentMonth({ BREAKWATER_NOW: now })).toBe(month);
});

test.each([undefined, ""])("with BREAKWATER_NOW %j the clock tells", (now) => {
  const before = new Date().toISOString().slice(0, 7);
  const month = currentMonth({ BREAKWATER_NOW: now });
  expect([before, new Date().toISOString().slice(0, 7)]).toContain(month);
});

test("a BREAKWATER_NOW that is no time is refused", () => {
  expect(() => currentMonth({ BREAKWATER_NOW: "december" })).toThrow('BREAKWATER_NOW = "december" must be a time');
});
