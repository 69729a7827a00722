import type { Objective, SimulatedTraffic, SurgeRun } from "../outcome";

/** What stands where there is no figure. */
export const nothing = "–";

/** A whole number with its thousands apart. */
export const count = (value: number): string => fixed(value, 0);

/** A part of a whole, such that neither almost all reads as all nor almost nothing as nothing. */
export function shareOf(part: number, whole: number): string {
  return whole > 0 ? share(part / whole) : nothing;
}

/** A share of one as percent. */
export function share(value: number): string {
  if (!Number.isFinite(value)) return nothing;
  if (value > 0 && value < 0.0005) return "< 0.1 %";
  if (value < 1 && value > 0.9995) return "> 99.9 %";
  return `${fixed(value * 100, value === 0 || value === 1 ? 0 : 1)} %`;
}

/** A latency: `85 ms`, `1.42 s`, `12.4 s`, `125 s`. */
export function seconds(value: number | null | undefined): string {
  if (value === undefined || value === null || !Number.isFinite(value)) return nothing;
  if (value > 0 && value < 0.0995) return `${fixed(value * 1000, value < 0.00095 ? 2 : 0)} ms`;
  return `${fixed(value, digitsFor(value))} s`;
}

/** A rate or a mean, three digits at most. */
export const amount = (value: number): string => fixed(value, digitsFor(value));

/** A span: `40 s`, `12 min`, `1 h 5 min`. */
export function span(value: number): string {
  if (!Number.isFinite(value)) return nothing;
  if (value < 90) return `${fixed(value, value < 10 ? 1 : 0)} s`;
  const minutes = Math.round(value / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A time since the start of the traffic: `1:07:35`. */
export function clock(t: number): string {
  const whole = Math.max(0, Math.round(t));
  const two = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** Dollars; cents where they matter. */
export const dollars = (value: number): string =>
  Number.isFinite(value) ? `$${fixed(value, Math.abs(value) < 100 ? 2 : 0)}` : nothing;

/** A run's cost; at least that much where a price is not known. */
export const costOf = ({ costDollars, cost }: SurgeRun): string =>
  `${cost.unknown.length > 0 ? "≥ " : ""}${dollars(costDollars)}`;

/** The traffic by its name, and by its factor where that is not one. */
export const trafficName = ({ name, factor }: SimulatedTraffic): string =>
  factor === 1 ? plain(name) : `${plain(name)} × ${amount(factor)}`;

/** How the traffic grows: `2 h, from 0.12 to at most 42 questions a second`. */
export const trafficCourse = ({ seconds: length, fromPerSecond, peakPerSecond }: SimulatedTraffic): string =>
  `${span(length)}, from ${amount(fromPerSecond)} to at most ${amount(peakPerSecond)} questions a second`;

/** A promise's value and bound; a value that broke it never looks like the bound. */
export function promiseFigures({ value, atMost, unit, held }: Objective): { value: string; bound: string } {
  const words = (figure: number, digits?: number) => {
    if (!Number.isFinite(figure)) return nothing;
    if (unit === "s") return digits === undefined ? seconds(figure) : `${fixed(figure, digits)} s`;
    if (unit === "share") return digits === undefined ? share(figure) : `${fixed(figure * 100, digits)} %`;
    return fixed(figure, digits ?? 0);
  };
  const bound =
    unit === "s" ? `${round(atMost)} s` : unit === "share" ? `${round(atMost * 100)} %` : `${round(atMost)}`;
  const plainly = words(value);
  if (held || Number.parseFloat(plainly) !== Number.parseFloat(bound)) return { value: plainly, bound };
  const exact = [2, 3, 4, 5, 6].map((digits) => words(value, digits));
  return { value: exact.find((text) => Number.parseFloat(text) !== Number.parseFloat(bound)) ?? plainly, bound };
}

/** The promises in a sentence each: `p99 of the first token 4.2 s, at most 2 s`. */
function promiseWords(promise: Objective): string {
  const { value, bound } = promiseFigures(promise);
  return `${plain(promise.what)} ${value}, at most ${bound}`;
}

/** Why a run holds or fails: what it broke, or that it broke nothing. */
export function verdictReason({ verdict, promises }: SurgeRun): string {
  const broken = promises.filter(({ held }) => !held);
  if (broken.length > 0) return broken.map(promiseWords).join("; ");
  if (promises.length === 0) return "nothing was promised";
  if (verdict === "fails") return "no promise of the list is broken";
  return promises.length === 1 ? "the promise is kept" : `all ${promises.length} promises are kept`;
}

/** Text that can neither steer a terminal nor turn the direction of what follows it. */
export const plain = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- the control characters are what is looked for
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");

/** At most as many characters, the middle left out: both ends of a name say which one it is. */
export function shorten(text: string, most: number): string {
  const letters = [...text];
  if (letters.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return [...letters.slice(0, head), "…", ...letters.slice(letters.length - (most - 1 - head))].join("");
}

const round = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 4 });
const digitsFor = (value: number): number => (Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);

/** Rounded, without zeros at the end. */
function fixed(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toLocaleString("en-US", { maximumFractionDigits: digits }) : nothing;
}
