/** Recorded seconds that this machine is taken to have kept to before it has built anything: one small program is no measure. */
const trustedSeconds = 60;

/** What a program that has outlasted its time still takes at least, as a share of what it has taken. */
const overdueShare = 0.1;

/** How long a build still takes: by recorded times of another machine, at the pace that is seen on this one. */
export class TimeLeft {
  /** Seconds that what is built took, by the records and here. */
  private recorded = trustedSeconds;
  private taken = trustedSeconds;

  /** @param waiting recorded seconds of everything that is not built yet */
  constructor(private waiting: number) {}

  /**
   * Seconds left.
   *
   * @param recorded recorded seconds of the program that is being built
   * @param spent seconds that it has taken so far
   */
  while(recorded: number, spent: number): number {
    const here = recorded * this.pace();
    const own = Math.max(here - spent, spent * overdueShare);
    return own + (this.waiting - recorded) * this.pace(recorded, Math.max(here, spent));
  }

  /** The program is built, and took so many seconds. */
  built(recorded: number, spent: number): void {
    this.recorded += recorded;
    this.taken += spent;
    this.waiting -= recorded;
  }

  /** Seconds here for one of the records, with a program that is not finished counted in. */
  private pace(recorded = 0, spent = 0): number {
    return (this.taken + spent) / (this.recorded + recorded);
  }
}
