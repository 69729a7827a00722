/**
 * A day as the app may live it: what is asked, and what the upstream can do, by the hour. Invented, not recorded: a night's batch of short answers, a
 * model that is slow for a while, a mailing, another model that fails, a caller whose questions hang, an evening peak, an hour of half the
 * capacity.
 */

/** What the upstream can do at an hour of the day. */
export interface Conditions {
  /** Answers of the main model at a time. */
  slots: number;
  /** Times as long as usual that each answer takes. */
  slowness: number;
  /** Whether the other model answers 500. */
  otherFails: boolean;
}

/** What callers do at an hour of the day. */
export interface Demand {
  /** Questions a second of the replay. */
  ratePerSecond: number;
  /** Share of the questions that want a short answer. */
  short: number;
  /** Share that goes to the other model. */
  other: number;
  /** Share that is never answered. */
  hanging: number;
}

/** The day's models: the one that most questions go to, and the other at the same gateway. */
export const mainModel = "gpt-4.1";
export const otherModel = "claude-sonnet-4";

/** The mailing: so many questions at one moment. */
export const mailing = { hour: 12, questions: 200 } as const;

/** Times the day's pace at which it is replayed. */
export const pace = 20;

/** Hours of the day that so many milliseconds of a replay are. */
export const hoursAfter = (milliseconds: number): number => (milliseconds * pace) / 3_600_000;

const usualSlots = 300;
const within = (hour: number, from: number, to: number): boolean => hour >= from && hour < to;

export function conditionsAt(hour: number): Conditions {
  return {
    slots: within(hour, 22, 22.5) ? usualSlots / 2 : usualSlots,
    slowness: within(hour, 9, 11) ? 2 : 1,
    otherFails: within(hour, 14, 15),
  };
}

/** Questions a second by the hour, straight lines between. */
const curve: readonly [hour: number, ratePerSecond: number][] = [
  [0, 30],
  [1, 60],
  [5, 60],
  [6, 10],
  [9, 60],
  [12, 80],
  [15, 60],
  [18, 90],
  [20, 140],
  [21, 140],
  [22, 110],
  [23, 110],
  [24, 30],
];

export function demandAt(hour: number): Demand {
  const next = curve.findIndex(([at]) => at > hour);
  const [fromHour, from] = curve[Math.max(0, next - 1)] ?? curve[curve.length - 1]!;
  const [toHour, to] = curve[next] ?? [25, from];
  return {
    ratePerSecond: from + ((to - from) * (hour - fromHour)) / (toHour - fromHour),
    // Until four in the morning a job sorts mails into yes and no.
    short: within(hour, 1, 4) ? 1 : 0.2,
    other: within(hour, 14, 15) ? 0.5 : 0.1,
    hanging: within(hour, 17, 18) ? 0.02 : 0,
  };
}
