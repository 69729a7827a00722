/** Milliseconds of the time that a rate is for. */
const minuteMs = 60_000;

/** What is left of a limit when it is near, and what was taken of it that others should not have to wait to hear of. */
export const nearShare = 0.2;
export const urgentShare = 0.05;

/**
 * How much of a rate a minute is used, as a bucket: what is used fills it, and it empties steadily, a full one within a minute. OpenAI's limits work
 * like it (https://platform.openai.com/docs/guides/rate-limits). Several processes fill one bucket: each tells what it has added, and takes over the
 * level that all have together.
 */
export class Bucket {
  private level = 0;
  private at: number;
  /** Added since the last telling. */
  private untold = 0;

  /** This process's part of the limit, above 0 and at most 1: all of it while the others can be asked. */
  share = 1;

  /** @param limit what all processes together may have in a minute */
  constructor(
    public limit: number,
    now: number,
  ) {
    this.at = now;
  }

  /** What it holds, and what drains from it in a minute; at least one, or nobody would ever be let in. */
  get holds(): number {
    return Math.max(1, this.limit * this.share);
  }

  /** How full it is. */
  levelAt(now: number): number {
    // A clock that was set back: from now on it drains by the new time, and not only when the old one comes again.
    if (now < this.at) this.at = now;
    return Math.max(0, this.level - ((now - this.at) * this.holds) / minuteMs);
  }

  /** Whether the others should hear now: it is nearly full, or much of it was taken since they heard last. */
  isUrgent(now: number): boolean {
    return this.untold > this.holds * urgentShare || this.levelAt(now) > this.holds * (1 - nearShare);
  }

  /** Fills it; below 0, gives back what was taken for a request and not used. */
  add(amount: number, now: number): void {
    this.level = Math.max(0, this.levelAt(now) + amount);
    this.at = now;
    this.untold += amount;
  }

  /** Milliseconds until the amount fits under the limit; 0 where it does. */
  waitMs(amount: number, now: number): number {
    const over = this.levelAt(now) + amount - this.holds;
    return over <= 0 ? 0 : (over / this.holds) * minuteMs;
  }

  /** What is to be told, once. What has drained meanwhile need not be: an hour without Redis is no hour's worth. */
  take(now: number): number {
    const amount = Math.min(this.untold, this.levelAt(now));
    this.untold = 0;
    return amount;
  }

  /** The level that all processes have together, and in which what was taken is counted. */
  told(level: number, now: number): void {
    this.level = Math.max(0, level + this.untold);
    this.at = now;
  }
}
