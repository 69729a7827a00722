import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { Logger } from "../logging";
import { RedisScript } from "../redis-script";
import { Account } from "./account";
import { tell } from "./ledger-script";

/** Time between two tellings, milliseconds. */
const tellEveryMs = 1_000;
/** Time until an urgent telling, milliseconds. */
const urgentMs = 25;

/** Age above which what is known of the others is asked for before a request is let in, milliseconds. */
const staleMs = 5_000;

/** What a ledger works with. */
export interface LedgerOptions {
  /** Where all processes' accounts are kept; left out, this process's are all that there is. */
  redis?: Redis;
  logger: Pick<Logger, "info" | "warn">;
  /** Milliseconds since 1970. Default: `Date.now` */
  now?: () => number;
  /** Hears whether the others can be asked. */
  onShared?(shared: boolean): void;
}

const script = new RedisScript<string[]>(tell);

/**
 * The accounts of keys and of the service, which several processes keep together. Requests are counted here at once and told to Redis every
 * second, sooner when a limit is near, but not one by one: the way of a request has no round trip in it. While Redis is away, each process takes the others to use as much as itself.
 */
export class Ledger {
  private readonly accounts = new Map<string, Account>();
  private readonly process = randomUUID().slice(0, 8);
  private readonly now: () => number;
  private readonly looks = new Map<Account, Promise<void>>();
  private readonly timer: NodeJS.Timeout | undefined;
  private soon: NodeJS.Timeout | undefined;
  private away = false;

  constructor(private readonly options: LedgerOptions) {
    this.now = options.now ?? Date.now;
    if (options.redis !== undefined) this.timer = setInterval(() => void this.tellAll(), tellEveryMs).unref();
  }

  account(name: string): Account {
    let account = this.accounts.get(name);
    if (account === undefined) {
      account = new Account(name, this.now);
      this.accounts.set(name, account);
    }
    return account;
  }

  /** A promise where the account should be looked up before it is used: nobody here has used it for a while, others may have. */
  freshen(account: Account): Promise<void> | undefined {
    account.touched = true;
    if (this.options.redis === undefined || this.away || Math.abs(this.now() - account.seenAt) < staleMs)
      return undefined;
    return this.tell(account);
  }

  /** Tells of the account soon, where others should not have to wait for it. */
  hurry(account: Account): void {
    if (!account.isUrgent || this.options.redis === undefined || this.away || this.soon !== undefined) return;
    this.soon = setTimeout(() => {
      this.soon = undefined;
      void this.tellAll();
    }, urgentMs).unref();
  }

  /** Tells Redis of every account that was used. */
  async tellAll(): Promise<void> {
    const used = [...this.accounts.values()].filter((account) => account.touched);
    await Promise.all(used.map((account) => this.tell(account)));
  }

  /** Ends the tellings, after a last one. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    clearTimeout(this.soon);
    if (this.options.redis !== undefined) await this.tellAll();
  }

  /** One telling of an account at a time; who asks meanwhile waits for that one. */
  private tell(account: Account): Promise<void> {
    let look = this.looks.get(account);
    if (look === undefined) {
      look = this.exchange(account).finally(() => this.looks.delete(account));
      this.looks.set(account, look);
    }
    return look;
  }

  private async exchange(account: Account): Promise<void> {
    const { redis } = this.options;
    account.touched = false;
    const { number, counts, day, requests, tokens } = account.take();
    const { amounts, atLeast } = day;
    // The name in braces keeps both keys in one hash slot.
    const keys = [`usage:{${account.name}}`, `usage:{${account.name}}:${counts.day}`];
    const rates = [requests, account.requests?.limit ?? 0, tokens, account.tokens?.limit ?? 0];
    const days = [amounts, atLeast].flatMap((each) => [each.requests, each.tokens, each.nanoDollars]);
    try {
      const all = (await script.run(redis!, keys, [this.process, number, ...rates, ...days])).map(Number);
      account.told({
        requests: all[0]!,
        tokens: all[1]!,
        day: { requests: all[2]!, tokens: all[3]!, nanoDollars: all[4]! },
        processes: all[5]!,
      });
      this.note(false);
    } catch (error) {
      account.touched = true;
      account.leftAlone();
      this.note(true, error);
    }
  }

  /** Tells when Redis goes and when it is back, not every second in between. */
  private note(away: boolean, error?: unknown): void {
    this.options.onShared?.(!away);
    if (away === this.away) return;
    this.away = away;
    if (away) {
      const reason = error instanceof Error ? error.message : String(error);
      this.options.logger.warn(
        { reason },
        "usage is counted by this process alone; limits are divided by the processes",
      );
    } else this.options.logger.info("usage is counted together with the other processes again");
  }
}
