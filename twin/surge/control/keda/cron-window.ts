import { parseSchedule, type CronSchedule } from "@breakwater/plan-views";
import { TimeZone } from "./time-zone";

const secondsPerDay = 86_400;
/** A schedule that does not fire within five years never does (github.com/robfig/cron/v3). */
const longestWaitDays = 5 * 366;

/** What a cron trigger's metadata says, and where the calendar stands. */
export interface CronWindowArgs {
  start: string;
  end: string;
  timezone: string;
  /** Unix time of the simulation's start, seconds. */
  epoch: number;
}

/** When a schedule fires next, remembered until it has. */
class NextFiring {
  private readonly schedule: CronSchedule;
  private askedAt = Infinity;
  private firing = -Infinity;

  constructor(
    text: string,
    private readonly zone: TimeZone,
  ) {
    this.schedule = parseSchedule(text);
  }

  /** The first firing after a Unix time; -Infinity where there is none. */
  after(unix: number): number {
    if (unix < this.askedAt || unix >= this.firing)
      this.firing = nextFiring(this.schedule, this.zone, Math.floor(unix));
    this.askedAt = unix;
    return this.firing;
  }
}

/** The window of a cron trigger of KEDA: open from each firing of `start` to the next one of `end`. */
export class CronWindow {
  private readonly start: NextFiring;
  private readonly end: NextFiring;
  private readonly epoch: number;

  /** @throws RangeError for a schedule or a zone that there is not */
  constructor({ start, end, timezone, epoch }: CronWindowArgs) {
    const zone = new TimeZone(timezone);
    this.start = new NextFiring(start, zone);
    this.end = new NextFiring(end, zone);
    this.epoch = epoch;
  }

  /** Whether the window is open: KEDA looks only at which of the two fires next (pkg/scalers/cron_scaler.go). */
  isOpen(now: number): boolean {
    const unix = this.epoch + now;
    const start = this.start.after(unix);
    const end = this.end.after(unix);
    return start < end ? unix > start && unix < end : unix > start || unix < end;
  }
}

/** @param after Unix time, whole seconds */
function nextFiring(schedule: CronSchedule, zone: TimeZone, after: number): number {
  const today = Math.floor(zone.local(after) / secondsPerDay);
  for (let day = today; day <= today + longestWaitDays; day++) {
    const date = new Date(day * secondsPerDay * 1000);
    if (!schedule.months.has(date.getUTCMonth() + 1)) continue;
    if (!schedule.matchesDay(date.getUTCDate(), date.getUTCDay())) continue;
    const firing = firstOfDay(schedule, zone, day * secondsPerDay, after);
    if (firing !== undefined) return firing;
  }
  return -Infinity;
}

/** @param midnight local time of the day's start, as if it were UTC */
function firstOfDay(schedule: CronSchedule, zone: TimeZone, midnight: number, after: number): number | undefined {
  const [offset, ...others] = zone.offsetsAround(midnight, midnight + secondsPerDay);
  let first: number | undefined;
  for (const hour of schedule.hours) {
    for (const minute of schedule.minutes) {
      const local = midnight + hour * 3600 + minute * 60;
      // On all days but those of a clock change, local times are in the order of time.
      if (others.length === 0 && local - offset! > after) return local - offset!;
      if (others.length === 0) continue;
      for (const unix of zone.instants(local)) {
        if (unix > after && (first === undefined || unix < first)) first = unix;
      }
    }
  }
  return first;
}
