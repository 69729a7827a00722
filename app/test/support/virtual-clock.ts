import type { Clock, Timer } from "../../src/overload";

interface Due {
  at: number;
  order: number;
  callback: () => void;
}

/** A clock that stands still until a test lets the time run. Between two timers everything that is promised comes to its end. */
export class VirtualClock implements Clock {
  private time = 0;
  private order = 0;
  private timers: Due[] = [];

  /** As a function that can be handed on alone. */
  readonly now = (): number => this.time;

  after(milliseconds: number, callback: () => void): Timer {
    const due = { at: this.time + milliseconds, order: this.order++, callback };
    this.timers.push(due);
    return { cancel: () => void (this.timers = this.timers.filter((other) => other !== due)) };
  }

  later(milliseconds: number, callback: () => void): void {
    this.after(milliseconds, callback);
  }

  /** Lets everything happen up to a time, that time included. */
  async runUntil(time: number): Promise<void> {
    await settled();
    for (;;) {
      const next = this.timers.reduce<Due | undefined>((first, due) => (isBefore(due, first) ? due : first), undefined);
      if (next === undefined || next.at > time) break;
      this.timers = this.timers.filter((due) => due !== next);
      this.time = next.at;
      next.callback();
      await settled();
    }
    this.time = Math.max(this.time, time);
  }
}

const isBefore = (due: Due, other: Due | undefined): boolean =>
  other === undefined || due.at < other.at || (due.at === other.at && due.order < other.order);

/** Resolves when no promise has anything left to do. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
