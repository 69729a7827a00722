import { CronWindow } from "./cron-window";
import { TimeZone } from "./time-zone";

const unix = (iso: string): number => Date.parse(iso) / 1000;
const seoul = { start: "0 10 * * *", end: "0 12 * * *", timezone: "Asia/Seoul" };
/** Whether a window is open at times of UTC; the simulation starts at the first of them. */
const openAt = (args: Omit<ConstructorParameters<typeof CronWindow>[0], "epoch">, ...times: string[]): boolean[] => {
  const epoch = unix(times[0]!);
  const window = new CronWindow({ ...args, epoch });
  return times.map((time) => window.isOpen(unix(time) - epoch));
};

test("a window of ten to twelve in Seoul is open from 1:00 to 3:00 UTC", () => {
  expect(
    openAt(seoul, "2026-11-20T00:59:59Z", "2026-11-20T01:00:00Z", "2026-11-20T02:59:59Z", "2026-11-20T03:00:00Z"),
  ).toEqual([false, true, true, false]);
});

test("a window over midnight is open on both sides of it", () => {
  const night = { start: "0 22 * * *", end: "0 6 * * *", timezone: "UTC" };
  expect(
    openAt(night, "2026-01-01T21:59:00Z", "2026-01-01T23:00:00Z", "2026-01-02T05:59:00Z", "2026-01-02T06:00:00Z"),
  ).toEqual([false, true, true, false]);
});

test("a window of weekdays is shut on a Saturday", () => {
  const work = { start: "0 8 * * mon-fri", end: "0 18 * * mon-fri", timezone: "UTC" };
  // 2026-01-02 is a Friday.
  expect(openAt(work, "2026-01-02T12:00:00Z", "2026-01-03T12:00:00Z", "2026-01-05T12:00:00Z")).toEqual([
    true,
    false,
    true,
  ]);
});

describe("where the clock changes", () => {
  test("a time that it leaps over does not come that day, one that it shows twice comes twice", () => {
    const zone = new TimeZone("Europe/Berlin");
    const local = (iso: string): number => unix(`${iso}Z`);
    expect(zone.instants(local("2026-03-29T02:30:00"))).toEqual([]);
    const twice = [unix("2026-10-25T00:30:00Z"), unix("2026-10-25T01:30:00Z")];
    expect(zone.instants(local("2026-10-25T02:30:00"))).toEqual(twice);
  });

  test("a start that does not come leaves the window open until the end, as KEDA has it", () => {
    const window = { start: "30 2 * * *", end: "0 5 * * *", timezone: "Europe/Berlin" };
    expect(openAt(window, "2026-03-29T00:00:00Z", "2026-03-29T02:59:00Z", "2026-03-29T03:00:00Z")).toEqual([
      true,
      true,
      false,
    ]);
  });
});
