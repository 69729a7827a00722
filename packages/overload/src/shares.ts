/** Share of a bound that is kept back from who holds some of it already, as long as others want some. */
const keptShare = 1 / 8;
/** A bound below this is too small to keep anything of it back. */
const leastBound = 4;
/** Others that have taken a place within this time will want the next, milliseconds. */
const othersMs = 60_000;

/**
 * Who holds how many places of one bound, and how many it must leave to others. Places that are taken cannot be taken back, and the calls at them may
 * hang. So the last ones are kept for who holds none: one claimant's calls, however many and however long, never shut out the next. The same idea
 * stands behind dynamic thresholds in shared-memory switches (Choudhury and Hahne, "Dynamic queue length thresholds for shared-memory packet
 * switches", IEEE/ACM Transactions on Networking 6(2), 1998): a little is left idle so that nobody finds all of it taken.
 *
 * - Who holds none may have the last place.
 * - Who holds less than its equal share leaves half of what is kept, so of two who want all each gets about half.
 * - Who holds more leaves an eighth, as long as others have come within the last minute.
 *
 * Nothing is remembered of who holds nothing.
 */
export class Shares<Claimant> {
  private readonly held = new Map<Claimant, number>();
  private last: Claimant | undefined;
  private hasLast = false;
  private mixedAt = -Infinity;

  constructor(private readonly now: () => number) {}

  /** Those that hold some. */
  get claimants(): number {
    return this.held.size;
  }

  /** Places that it holds. */
  of(claimant: Claimant): number {
    return this.held.get(claimant) ?? 0;
  }

  /**
   * How many places of the bound must stay free when it takes one.
   *
   * @param alone how many while nobody else has taken one lately. Default: none
   */
  keptFrom(claimant: Claimant, bound: number, alone = 0): number {
    const mine = this.of(claimant);
    if (mine === 0 || bound < leastBound || bound === Infinity) return 0;
    if (!this.hasOthers(claimant)) return alone;
    const kept = Math.max(1, Math.floor(bound * keptShare));
    return (mine + 1) * Math.max(2, this.held.size) <= bound ? Math.floor(kept / 2) : kept;
  }

  take(claimant: Claimant): void {
    this.held.set(claimant, this.of(claimant) + 1);
    if (claimant === this.last && this.hasLast) return;
    if (this.hasLast) this.mixedAt = this.now();
    this.last = claimant;
    this.hasLast = true;
  }

  free(claimant: Claimant): void {
    const mine = this.of(claimant);
    if (mine > 1) this.held.set(claimant, mine - 1);
    else this.held.delete(claimant);
  }

  private hasOthers(claimant: Claimant): boolean {
    return this.held.size > 1 || (this.hasLast && claimant !== this.last) || this.now() - this.mixedAt < othersMs;
  }
}

/** Shares of callers: one that is alone leaves a place for the first that comes, unless it is those without a name. */
export class CallerShares extends Shares<string | undefined> {
  override keptFrom(caller: string | undefined, bound: number): number {
    return super.keptFrom(caller, bound, caller === undefined ? 0 : 1);
  }
}
