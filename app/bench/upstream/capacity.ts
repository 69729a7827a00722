/**
 * So many answers at a time, the others wait in the order in which they came, without end: what a provider does that has not
 * been told to refuse. Who leaves the queue has cost nothing.
 */
export class Capacity {
  private running = 0;
  private readonly queue: { start: () => void; wanted: () => boolean }[] = [];

  constructor(private slots: number) {}

  /** Whether who comes now is answered at once. */
  get hasRoom(): boolean {
    return this.running < this.slots;
  }

  /** How many are answered at a time from now on. */
  resize(slots: number): void {
    this.slots = slots;
    while (this.hasRoom && this.startNext()) this.running++;
  }

  /** Calls `start` when there is room; it must call `done` when it has answered. Not at all if nobody wants it any more. */
  enter(start: () => void, wanted: () => boolean): void {
    if (this.hasRoom) {
      this.running++;
      start();
    } else this.queue.push({ start, wanted });
  }

  done(): void {
    if (this.running > this.slots || !this.startNext()) this.running--;
  }

  /** Whether somebody waited who still wants an answer, and now gets it. */
  private startNext(): boolean {
    let next = this.queue.shift();
    while (next !== undefined && !next.wanted()) next = this.queue.shift();
    next?.start();
    return next !== undefined;
  }
}
