import { RateCurve } from "./rate-curve";

/** The traffic of a stack that names none. */
export const defaultTraffic = "sale-day";

const minute = 60;
const hour = 3_600;

/** 10,000 questions a day, a second. */
const ordinaryRate = 10_000 / (24 * hour);
/** The hour of growth ends at a hundred times that, as the situation rounds it: 0.12 to 12 a second. */
const afterGrowth = 12;
/** A tenth of 1,500,000 in the busiest hour, a second. */
const saleRate = 42;
/** From the end of the hour to the sale's peak: the doors open. */
const opening = 10 * minute;

/** How long the beginning of the sale is looked at once it is at its peak: twice as long as a GPU node takes to serve. */
const atPeak = 20 * minute;

/**
 * The sale day's beginning (an hour and a half): traffic grows 100-fold within the first hour, by the same factor each minute, so that the
 * steepest rise is at its end; in ten minutes more it is at the sale's peak, and stays there. The busiest hour whole is in `sale-day-24h`.
 */
function saleDay(): RateCurve {
  return new RateCurve([
    { from: 0, to: hour, fromRate: ordinaryRate, toRate: afterGrowth, growth: "exponential" },
    { from: hour, to: hour + opening, fromRate: afterGrowth, toRate: saleRate },
    { from: hour + opening, to: hour + opening + atPeak, fromRate: saleRate, toRate: saleRate },
  ]);
}

/**
 * All 24 hours of it, 1,500,000 questions: the night, the hour of growth from seven to eight, the sale's peak until shortly after nine,
 * then a day that falls slowly, and an evening that falls fast.
 */
function saleDayWhole(): RateCurve {
  const [growth, sale, evening] = [7 * hour, 8 * hour + opening, 20 * hour];
  // The rate at eight in the evening that makes the day's sum what the situation says.
  const dusk = 18.75;
  return new RateCurve([
    { from: 0, to: growth, fromRate: ordinaryRate, toRate: ordinaryRate },
    { from: growth, to: growth + hour, fromRate: ordinaryRate, toRate: afterGrowth, growth: "exponential" },
    { from: growth + hour, to: sale, fromRate: afterGrowth, toRate: saleRate },
    { from: sale, to: sale + hour, fromRate: saleRate, toRate: saleRate },
    { from: sale + hour, to: evening, fromRate: saleRate, toRate: dusk },
    { from: evening, to: 24 * hour, fromRate: dusk, toRate: ordinaryRate },
  ]);
}

/** A spike without any warning: a hundred times the ordinary rate within ten seconds, for ten minutes, and back. */
function flashSpike(): RateCurve {
  const [start, ramp, length] = [10 * minute, 10, 10 * minute];
  return new RateCurve([
    { from: 0, to: start, fromRate: ordinaryRate, toRate: ordinaryRate },
    { from: start, to: start + ramp, fromRate: ordinaryRate, toRate: afterGrowth },
    { from: start + ramp, to: start + ramp + length, fromRate: afterGrowth, toRate: afterGrowth },
    { from: start + ramp + length, to: start + 2 * ramp + length, fromRate: afterGrowth, toRate: ordinaryRate },
    { from: start + 2 * ramp + length, to: hour, fromRate: ordinaryRate, toRate: ordinaryRate },
  ]);
}

/** Traffic that has a name, for `--traffic`. */
export const namedTraffic: Readonly<Record<string, () => RateCurve>> = {
  "sale-day": saleDay,
  "sale-day-24h": saleDayWhole,
  "flash-spike": flashSpike,
};

/** How long before `clock.startsAt` traffic with a name begins, seconds: that time is the beginning of the hour of growth. Default: 0 */
export const leadSeconds: Readonly<Record<string, number>> = { "sale-day-24h": 7 * hour };
