/**
 * The month in which the program runs, such as `2026-12`, in UTC: the one thing for which it looks at a clock.
 *
 * `SOURCE_DATE_EPOCH`, seconds since 1970, takes the clock's place where it is set, so that a Plan of an old commit or of a test
 * is the same on every day (https://reproducible-builds.org/specs/source-date-epoch/).
 *
 * @throws Error for a `SOURCE_DATE_EPOCH` that is no number of seconds
 */
export function currentMonth({ SOURCE_DATE_EPOCH: seconds }: NodeJS.ProcessEnv = process.env): string {
  const now = seconds === undefined || seconds === "" ? new Date() : new Date(Number(seconds) * 1000);
  if (Number.isNaN(now.getTime())) {
    throw new Error(`SOURCE_DATE_EPOCH = ${JSON.stringify(seconds)} must be seconds since 1970, such as 1796083200`);
  }
  return now.toISOString().slice(0, 7);
}
