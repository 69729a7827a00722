import type { ReachedLimit } from "../outcome";

/** A limit that is reached again within this time has been reached all along, seconds. */
const pause = 60;

/** What keeps the fleet from growing or questions from getting in, with the times of each. */
export class ReachedLimits {
  private readonly all: ReachedLimit[] = [];
  private readonly open = new Map<string, ReachedLimit & { last: number }>();

  /** A limit is reached now. */
  note(limit: string, now: number): void {
    const before = this.open.get(limit);
    if (before !== undefined && now - before.last <= pause) {
      before.last = now;
      before.seconds = now - before.t;
      return;
    }
    const reached = { t: now, limit, seconds: 0, last: now };
    this.open.set(limit, reached);
    this.all.push(reached);
  }

  /** In the order in which they were first reached; times to a tenth of a second. */
  list(): ReachedLimit[] {
    return this.all.map(({ t, limit, seconds }) => ({ t: tenth(t), limit, seconds: tenth(seconds) }));
  }
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
