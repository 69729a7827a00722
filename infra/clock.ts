/**
 * The month in which the program runs, such as `2026-12`, in UTC: the one thing for which it looks at a clock.
 *
 * `BREAKWATER_NOW`, a time such as `2026-12-01T00:00:00Z`, takes the clock's place where it is set: a test's Plan and both sides of a
 * diff are then the same on every day. `SOURCE_DATE_EPOCH` is not asked: build environments set it to 1980, and no budget begins then.
 *
 * @throws Error for a `BREAKWATER_NOW` that is no time
 */
export function currentMonth({ BREAKWATER_NOW: fixed }: NodeJS.ProcessEnv = process.env): string {
  const now = fixed === undefined || fixed === "" ? new Date() : new Date(fixed);
  if (Number.isNaN(now.getTime())) {
    throw new Error(`BREAKWATER_NOW = ${JSON.stringify(fixed)} must be a time, such as 2026-12-01T00:00:00Z`);
  }
  return now.toISOString().slice(0, 7);
}
