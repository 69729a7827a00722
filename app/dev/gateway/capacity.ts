/**
 * A bound on answers per second, as a server with a number of slots has it: `rate × fixedMs` of them. Above it requests wait in turn, or
 * are turned away.
 */
export class Capacity {
  private inUse = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly slots: number;

  constructor(
    perSecond: number | undefined,
    answerMs: number,
    private readonly over: "queue" | "reject",
  ) {
    this.slots = perSecond === undefined ? Infinity : Math.max(1, Math.round((perSecond * answerMs) / 1_000));
  }

  get running(): number {
    return this.inUse;
  }

  get queued(): number {
    return this.waiting.length;
  }

  /** Calls `run` when there is a slot; returns false where the request is turned away. */
  enter(run: () => void): boolean {
    if (this.inUse < this.slots) {
      this.inUse += 1;
      run();
      return true;
    }
    if (this.over === "reject") return false;
    this.waiting.push(run);
    return true;
  }

  leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.inUse -= 1;
    else next();
  }
}
