const secondsPerDay = 86_400;

/** A time zone of the tz database: Unix time to local time and back. */
export class TimeZone {
  private readonly format: Intl.DateTimeFormat;

  /**
   * @param name for example `Asia/Seoul`
   * @throws RangeError for a zone that there is not
   */
  constructor(name: string) {
    this.format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  /** What the local clock shows at a Unix time, as if it were UTC; seconds. */
  local(unix: number): number {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of this.format.formatToParts(unix * 1000)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  }

  /** How far the local clock is ahead of UTC, seconds: each offset that holds at some local time between two. */
  offsetsAround(from: number, to: number): number[] {
    // No zone is further than a day from UTC, and none changes its offset twice within some days.
    const offsets = [from - secondsPerDay, to + secondsPerDay].map((unix) => this.local(unix) - unix);
    return [...new Set(offsets)];
  }

  /** The Unix times at which the local clock shows `local`, in order: one, two where it was set back, none where it leapt over it. */
  instants(local: number): number[] {
    const candidates = this.offsetsAround(local, local).map((offset) => local - offset);
    return candidates.sort((a, b) => a - b).filter((unix) => this.local(unix) === local);
  }
}
