import type { Binding } from "../outcome";

/** What binds again within this time still binds, seconds. */
const pause = 60;

/** What keeps the fleet from growing or questions from getting in, with the times of each. */
export class Bindings {
  private readonly all: Binding[] = [];
  private readonly open = new Map<string, Binding & { last: number }>();

  /** Something binds now. */
  note(limit: string, now: number): void {
    const before = this.open.get(limit);
    if (before !== undefined && now - before.last <= pause) {
      before.last = now;
      before.seconds = now - before.t;
      return;
    }
    const binding = { t: now, limit, seconds: 0, last: now };
    this.open.set(limit, binding);
    this.all.push(binding);
  }

  /** In the order in which they began to bind; times to a tenth of a second. */
  list(): Binding[] {
    return this.all.map(({ t, limit, seconds }) => ({ t: tenth(t), limit, seconds: tenth(seconds) }));
  }
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
