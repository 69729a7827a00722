import { type EventKind, type EventQueue, grown } from "../events";

/** What becomes of things whose time has come. */
export interface DelayListener {
  /** Whether it still matters: the subject goes on with what it was added for. */
  isAwaited(subject: number, stamp: number): boolean;
  onDue(subject: number): void;
}

/**
 * Things that happen the same time after they began, unless they are over before: the patience of clients, the time-out of calls. They come in
 * the order in which they were added, so one event at a time is enough, where one for each would cost more than the few that it runs out for.
 */
export class DelayLine {
  private readonly comes: EventKind;
  /** A ring, a power of two long. */
  private subjects = new Int32Array(16);
  private stamps = new Int32Array(16);
  private times = new Float64Array(16);
  private head = 0;
  private length = 0;
  private isPlanned = false;

  /** @param seconds how long after it began each thing happens; may be infinite */
  constructor(
    private readonly queue: EventQueue,
    private readonly seconds: number,
    private readonly listener: DelayListener,
  ) {
    this.comes = queue.register(() => this.come());
  }

  /** It begins now. */
  add(subject: number, stamp: number): void {
    if (this.seconds === Infinity) return;
    if (this.length === this.subjects.length) this.grow();
    const index = (this.head + this.length) & (this.subjects.length - 1);
    this.subjects[index] = subject;
    this.stamps[index] = stamp;
    this.times[index] = this.queue.now + this.seconds;
    this.length += 1;
    if (!this.isPlanned) this.plan();
  }

  private come(): void {
    this.isPlanned = false;
    while (this.length > 0) {
      const { head } = this;
      const subject = this.subjects[head]!;
      const isAwaited = this.listener.isAwaited(subject, this.stamps[head]!);
      if (isAwaited && this.times[head]! > this.queue.now) break;
      this.head = (head + 1) & (this.subjects.length - 1);
      this.length -= 1;
      if (isAwaited) this.listener.onDue(subject);
    }
    if (this.length > 0 && !this.isPlanned) this.plan();
  }

  private plan(): void {
    this.isPlanned = true;
    this.queue.schedule(this.times[this.head]!, this.comes);
  }

  private grow(): void {
    const size = this.subjects.length;
    const { subjects, stamps, times, head } = this;
    this.subjects = grown(subjects);
    this.stamps = grown(stamps);
    this.times = grown(times);
    for (let index = 0; index < size; index++) {
      const from = (head + index) & (size - 1);
      this.subjects[index] = subjects[from]!;
      this.stamps[index] = stamps[from]!;
      this.times[index] = times[from]!;
    }
    this.head = 0;
  }
}
