/** Time over which work is averaged, milliseconds. */
const memoryMs = 1_000;
/** A figure older than this says nothing about now, milliseconds. */
const staleMs = 10_000;

/**
 * What a backend really finishes per millisecond while as much is asked of it as it may get. It is measured from the first answer of a
 * surge on, when latency still looks as if there were no load.
 */
export class Throughput {
  private work = 0;
  private milliseconds = 0;
  /** Since when time counts; `undefined` while there is room, because an idle backend proves nothing. */
  private mark: number | undefined;
  private measuredAt = -Infinity;

  constructor(private readonly now: () => number) {}

  /** Work per millisecond, or `undefined` where nothing has been measured lately. */
  get perMs(): number | undefined {
    return this.milliseconds === 0 || this.now() - this.measuredAt > staleMs
      ? undefined
      : this.work / this.milliseconds;
  }

  /** All places are taken. */
  full(): void {
    this.mark ??= this.now();
  }

  /** There was room. */
  slack(): void {
    this.mark = undefined;
  }

  /** An answer has ended while all places were taken. */
  finished(work: number): void {
    if (this.mark === undefined) return;
    const now = this.now();
    const passed = now - this.mark;
    const kept = now - this.measuredAt > staleMs ? 0 : Math.exp(-passed / memoryMs);
    this.work = this.work * kept + work;
    this.milliseconds = this.milliseconds * kept + passed;
    this.mark = now;
    this.measuredAt = now;
  }
}
