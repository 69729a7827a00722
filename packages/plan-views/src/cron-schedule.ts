/** A cron schedule of five fields: the minutes, hours, days and months at which it fires. */
export interface CronSchedule {
  minutes: readonly number[];
  hours: readonly number[];
  months: ReadonlySet<number>;
  /** Whether it fires on a day. 0 is Sunday. */
  matchesDay(dayOfMonth: number, dayOfWeek: number): boolean;
}

interface FieldRange {
  name: string;
  min: number;
  max: number;
  words?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const ranges = {
  minute: { name: "minute", min: 0, max: 59 },
  hour: { name: "hour", min: 0, max: 23 },
  dayOfMonth: { name: "day of month", min: 1, max: 31 },
  month: { name: "month", min: 1, max: 12, words: months },
  dayOfWeek: { name: "day of week", min: 0, max: 6, words: days },
} as const satisfies Record<string, FieldRange>;

/**
 * Reads a schedule as KEDA's parser does (github.com/robfig/cron/v3 with minute, hour, day of month, month, day of week): lists,
 * ranges, steps and names.
 *
 * @throws RangeError for what is no schedule
 */
export function parseSchedule(text: string): CronSchedule {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5)
    throw new RangeError(`a cron schedule has five fields, ${JSON.stringify(text)} has ${fields.length}`);
  const [minute, hour, dayOfMonth, month, dayOfWeek] = fields as [string, string, string, string, string];
  const days = parseField(dayOfMonth, ranges.dayOfMonth);
  const weekdays = parseField(dayOfWeek, ranges.dayOfWeek);
  return {
    minutes: ordered(parseField(minute, ranges.minute).values),
    hours: ordered(parseField(hour, ranges.hour).values),
    months: parseField(month, ranges.month).values,
    // Two restrictions mean either day, a restriction and a star mean the restricted ones.
    matchesDay: (day, weekday) =>
      days.star || weekdays.star
        ? days.values.has(day) && weekdays.values.has(weekday)
        : days.values.has(day) || weekdays.values.has(weekday),
  };
}

/** Whether KEDA knows a time zone by this name, `Asia/Seoul` (Go's `time.LoadLocation`, which knows no offsets). */
export function isTimeZone(name: string): boolean {
  if (name === "Local") return true;
  if (/^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const ordered = (values: ReadonlySet<number>): number[] => [...values].sort((a, b) => a - b);

interface Field {
  values: Set<number>;
  /** It has a star without a step. */
  star: boolean;
}

function parseField(text: string, range: FieldRange): Field {
  const field: Field = { values: new Set(), star: false };
  for (const part of text.split(",").filter((name) => name !== "")) {
    const [span = "", step, ...rest] = part.split("/");
    const [low = "", high, ...more] = span.split("-");
    const any = low === "*" || low === "?";
    const every = step === undefined ? 1 : numberOf(step, range, part);
    if (rest.length > 0 || more.length > 0 || every === 0) refuse(range, part);
    const from = any ? range.min : numberOf(low, range, part);
    // `5/10` is from 5 to the end, `5` is 5 alone.
    const openEnd = any || (high === undefined && step !== undefined);
    const to = openEnd ? range.max : high === undefined ? from : numberOf(high, range, part);
    if (from < range.min || to > range.max || from > to) refuse(range, part);
    for (let value = from; value <= to; value += every) field.values.add(value);
    if (any && every === 1) field.star = true;
  }
  if (field.values.size === 0) refuse(range, text);
  return field;
}

function numberOf(text: string, range: FieldRange, part: string): number {
  const word = range.words?.indexOf(text.toLowerCase()) ?? -1;
  if (word >= 0) return range.min + word;
  return /^\+?\d+$/.test(text) ? Number(text) : refuse(range, part);
}

function refuse({ name, min, max }: FieldRange, part: string): never {
  throw new RangeError(
    `the ${name} of a cron schedule is ${min} to ${max}, a range, a list or a step, not ${JSON.stringify(part)}`,
  );
}
