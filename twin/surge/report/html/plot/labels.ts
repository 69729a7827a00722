import { nothing, amount, clock, count, dollars, seconds } from "../../words";
import type { Unit } from "./crosshair";

/** A value with its unit; short on an axis, which says its unit once. */
export function inUnit(value: number | null, unit: Unit, axis = false): string {
  if (value === null || !Number.isFinite(value)) return nothing;
  if (unit === "seconds") return axis ? tick(value) : seconds(value);
  if (unit === "dollars") return axis ? tick(value) : `${dollars(value)}/h`;
  if (unit === "rate") return axis ? tick(value) : `${amount(value)}/s`;
  return axis ? tick(value) : count(value);
}

/** A time on the shared axis: hours and minutes, or minutes and seconds where all of it is short. */
export function timeLabel(t: number, end: number): string {
  return end < 600 ? clock(t).slice(2) : clock(t).slice(0, -3);
}

/** Thousands are written as such only where they are whole: a tick is a round number. */
const tick = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 6 });
