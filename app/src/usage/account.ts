import { Bucket } from "./bucket";
import { DayCounts, dayMs, dayOf, msToNextDay } from "./day-counts";

/** What one account tells the others at a time. The number makes a second telling harmless. */
export interface Telling {
  readonly number: number;
  readonly counts: DayCounts;
  readonly day: ReturnType<DayCounts["take"]>;
  readonly requests: number;
  readonly tokens: number;
}

/** What a key, or the whole service, uses: rates, the day's counts, and what requests in progress have reserved. */
export class Account {
  /** Requests and tokens a minute; left out where they have no limit. */
  requests: Bucket | undefined;
  tokens: Bucket | undefined;
  /** Reserved by the requests in progress of this process. */
  reservedTokens = 0;
  reservedNanoDollars = 0;
  /** Processes that use the account, this one included, as far as is known. */
  processes = 1;
  /** Whether it was used since it was told last. */
  touched = false;
  /** When it was told last, milliseconds since 1970. */
  seenAt = -Infinity;
  /** Whether the others should hear of it before their time. */
  isUrgent = false;
  /** Today's counts last; before them a day that is over and not told in full. */
  private readonly days: DayCounts[];
  private telling: Telling | undefined;
  private tellings = 0;
  private isAlone = false;
  /** When today's counts are no longer today's, milliseconds since 1970. */
  private dayEnds: number;

  constructor(
    readonly name: string,
    private readonly now: () => number,
  ) {
    const at = now();
    this.days = [new DayCounts(dayOf(at))];
    this.dayEnds = at + msToNextDay(at);
  }

  /** Today's counts. */
  get today(): DayCounts {
    const at = this.now();
    const last = this.days[this.days.length - 1]!;
    // A clock that is set back over midnight, for a moment or a day, begins no day anew; one that was wrong by more does.
    if (at < this.dayEnds && this.dayEnds - at <= 2 * dayMs) return last;
    this.dayEnds = at + msToNextDay(at);
    const next = new DayCounts(dayOf(at));
    if (!last.isUntold) this.days.pop();
    this.days.push(next);
    return next;
  }

  /** Gives the rates their limits, which change with the list of keys. */
  limit(requestsPerMinute: number | undefined, tokensPerMinute: number | undefined): void {
    this.requests = rated(this.requests, requestsPerMinute, this.now);
    this.tokens = rated(this.tokens, tokensPerMinute, this.now);
    this.share();
  }

  /** Further processes that are taken to use as much as this one: none while they can be asked. */
  get others(): number {
    return this.isAlone ? this.processes - 1 : 0;
  }

  /** Nobody can be asked what the others use: from now on this process takes its own part of the rates only. */
  leftAlone(): void {
    this.isAlone = true;
    this.share();
  }

  /** What is to be told now; the same as before until it was told. */
  take(): Telling {
    const now = this.now();
    void this.today;
    const counts = this.days[0]!;
    this.telling ??= {
      number: ++this.tellings,
      counts,
      day: counts.take(),
      requests: this.requests?.take(now) ?? 0,
      tokens: this.tokens?.take(now) ?? 0,
    };
    return this.telling;
  }

  /** The telling has arrived, and this is what all processes have together. */
  told(all: { requests: number; tokens: number; day: Parameters<DayCounts["told"]>[0]; processes: number }): void {
    const now = this.now();
    const { counts } = this.telling!;
    this.telling = undefined;
    this.requests?.told(all.requests, now);
    this.tokens?.told(all.tokens, now);
    counts.told(all.day);
    if (counts !== this.today && !counts.isUntold) this.days.shift();
    this.processes = Math.max(1, all.processes);
    this.isAlone = false;
    this.share();
    this.seenAt = now;
    if (this.days[0]!.isUntold) this.touched = true;
  }

  private share(): void {
    const share = this.isAlone ? 1 / this.processes : 1;
    if (this.requests !== undefined) this.requests.share = share;
    if (this.tokens !== undefined) this.tokens.share = share;
  }
}

function rated(bucket: Bucket | undefined, limit: number | undefined, now: () => number): Bucket | undefined {
  if (limit === undefined) return undefined;
  if (bucket === undefined) return new Bucket(limit, now());
  bucket.limit = limit;
  return bucket;
}
