import { language } from "./language";

/** A number of tokens. */
export const count = (value: number): string => new Intl.NumberFormat(language()).format(value);

/** Seconds with two digits, of milliseconds. */
export const seconds = (ms: number): string =>
  new Intl.NumberFormat(language(), {
    style: "unit",
    unit: "second",
    unitDisplay: "short",
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).format(ms / 1000);

/** Dollars: an answer costs far less than a cent. */
export const dollars = (value: number): string =>
  new Intl.NumberFormat(language(), {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: value !== 0 && value < 0.01 ? 6 : 2,
    maximumFractionDigits: 6,
  }).format(value);

/** A point in time, whole. */
export const moment = (time: number): string =>
  new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(time);

/** A wait in seconds, as minutes and hours where it is long. */
export function wait(total: number): string {
  const parts = [
    [Math.floor(total / 3600), "hour"],
    [Math.floor((total % 3600) / 60), "minute"],
    [total % 60, "second"],
  ] as const;
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(Math.max(0, first === -1 ? 2 : first), first === -1 ? 3 : first + 2)
    .filter(([value], index) => value > 0 || index === 0)
    .map(([value, unit]) =>
      new Intl.NumberFormat(language(), { style: "unit", unit, unitDisplay: "short" }).format(value),
    )
    .join(" ");
}

/** Parts of the list of conversations, the newest first. */
export const ages = ["today", "yesterday", "week", "older"] as const;

export type Age = (typeof ages)[number];

/** How long ago, in days of the calendar. */
export function ageOf(time: number, now: number): Age {
  const day = (at: number): number => {
    const date = new Date(at);
    // Days by the calendar, whatever the length of the days between: a change of the clocks makes one 23 hours long.
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
  };
  const days = day(now) - day(time);
  return days <= 0 ? "today" : days === 1 ? "yesterday" : days < 7 ? "week" : "older";
}
