import { createHash, randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import type { Logger } from "../logging";
import type { Metrics } from "../metrics";
import { askRedis } from "../redis";
import { failureOf, wordsOf } from "../redis-errors";
import { RedisScript } from "../redis-script";
import { readRecord, summaryOf, writeRecord } from "./record";
import { RedisSessionIndex } from "./redis-index";
import {
  SessionsUnavailableError,
  type Session,
  type SessionBounds,
  type SessionChange,
  type SessionStore,
  type SessionSummary,
} from "./types";

/**
 * KEYS record; ARGV digest of what was read, the new record, time to live in s or "keep". Writes only over what was read: 0 where somebody
 * else was first. The texts themselves never become Lua values, so nothing in them can fail there.
 */
const writeOver = new RedisScript<number>(`
local raw = redis.pcall("GET", KEYS[1])
local digest = ""
if type(raw) == "table" then digest = "other type" elseif raw then digest = redis.sha1hex(raw) end
if digest ~= ARGV[1] then return 0 end
if ARGV[3] == "keep" then redis.call("SET", KEYS[1], ARGV[2], "KEEPTTL")
else redis.call("SET", KEYS[1], ARGV[2], "EX", ARGV[3]) end
return 1
`);

/** Writes of other pods that one change waits out. Within a process changes of one conversation wait in line. */
const mostTries = 50;

/** A record as it was read. */
interface Found {
  digest: string;
  session: Session | undefined;
}

/** Conversations in Redis, so that they survive every pod. */
export class RedisSessionStore implements SessionStore {
  private readonly index: RedisSessionIndex;
  /** The last change of each conversation that is being changed. */
  private readonly changing = new Map<string, Promise<unknown>>();

  constructor(
    private readonly redis: Redis,
    private readonly bounds: Pick<SessionBounds, "ttlSeconds">,
    private readonly metrics: Metrics,
    private readonly logger: Pick<Logger, "warn">,
  ) {
    this.index = new RedisSessionIndex(redis, bounds.ttlSeconds);
  }

  async find(id: string, user: string, { renew } = { renew: false }): Promise<Session | undefined> {
    // Who stops an answer and asks again at once is answered with what is just being kept of it.
    await this.changing.get(id)?.catch(() => undefined);
    const { session } = await this.ask(() => this.read(id));
    if (session?.user !== user) return undefined;
    // Nobody waits for it: a store that takes no writes can still tell what was said, and what the answer's own write meets is told.
    if (renew) this.redis.expire(keyOf(id), this.bounds.ttlSeconds).catch(() => undefined);
    return session;
  }

  /**
   * Looks now and every `everyMs` whether conversations can be written, until the process ends or the returned function is called: a pod that nobody asks would
   * go on saying what it saw last. It writes, because a replica, and a store that is full, can be read.
   */
  watch(everyMs: number): () => void {
    const look = (): void =>
      void this.ask(() => this.redis.set(watchKey, "1", "PX", 2 * everyMs)).catch(() => undefined);
    look();
    const timer = setInterval(look, everyMs).unref();
    return () => clearInterval(timer);
  }

  async change(
    id: string,
    user: string,
    change: SessionChange,
    { renew }: { renew: boolean },
  ): Promise<Session | undefined> {
    const changed = await this.inLine(id, () => this.ask(() => this.write(id, user, change, renew)));
    if (changed !== undefined) await this.listed(() => this.index.note(user, summaryOf(id, changed)));
    return changed;
  }

  async remove(id: string, user: string): Promise<boolean> {
    const removed = await this.inLine(id, async () => {
      const { session } = await this.ask(() => this.read(id));
      // A time-out in which it was deleted is a deletion too.
      return session?.user === user && (await this.ask(async () => (await this.redis.del(keyOf(id))) >= 0));
    });
    if (removed) await this.listed(() => this.index.forget(user, [id]));
    return removed;
  }

  async list(user: string): Promise<SessionSummary[]> {
    return this.ask(() => this.index.list(user, (ids) => Promise.all(ids.map((id) => this.isThere(id)))));
  }

  private async isThere(id: string): Promise<boolean> {
    return (await this.redis.exists(keyOf(id))) === 1;
  }

  private async read(id: string): Promise<Found> {
    let raw: string | null;
    try {
      raw = await this.redis.get(keyOf(id));
    } catch (error) {
      if (failureOf(error) !== "data") throw error;
      this.logger.warn({ session: id, reason: wordsOf(error) }, "what stands there is no conversation");
      return { digest: "other type", session: undefined };
    }
    if (raw === null) return { digest: "", session: undefined };
    const session = readRecord(raw);
    if (session === undefined) {
      this.logger.warn({ session: id, reason: "malformed" }, "what stands there is no conversation");
    }
    return { digest: createHash("sha1").update(raw).digest("hex"), session };
  }

  private async write(id: string, user: string, change: SessionChange, renew: boolean): Promise<Session | undefined> {
    const life = renew ? this.bounds.ttlSeconds : "keep";
    for (let tries = 0; tries < mostTries; tries += 1) {
      const { digest, session } = await this.read(id);
      if (session !== undefined && session.user !== user) return undefined;
      const next = change(session);
      if (next === undefined) return undefined;
      if (next === session && !renew) return next;
      if ((await writeOver.run(this.redis, [keyOf(id)], [digest, writeRecord(next), life])) === 1) return next;
      // Two pods that were at it together must not be so again.
      await sleep(randomInt(1 + 2 * tries));
    }
    throw new Error(`${mostTries} others changed the conversation first`);
  }

  /** Runs one change of a conversation after the other. */
  private async inLine<T>(id: string, act: () => Promise<T>): Promise<T> {
    const before = this.changing.get(id);
    const mine = (async () => {
      await before?.catch(() => undefined);
      return act();
    })();
    this.changing.set(id, mine);
    try {
      return await mine;
    } finally {
      if (this.changing.get(id) === mine) this.changing.delete(id);
    }
  }

  /** The list is an aid: what was changed is changed, also where the list does not know it yet. */
  private async listed(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.logger.warn({ reason: wordsOf(error) }, "a conversation's line in its user's list could not be changed");
    }
  }

  /** Only what says that the store cannot be asked makes it unavailable: not what stands in it. */
  private async ask<T>(command: () => Promise<T>): Promise<T> {
    try {
      const answer = await askRedis(this.redis, command);
      this.metrics.sessionsAvailable.set(1);
      return answer;
    } catch (error) {
      if (failureOf(error) !== "data") this.metrics.sessionsAvailable.set(0);
      throw new SessionsUnavailableError("the session store does not answer", { cause: wordsOf(error) });
    }
  }
}

/** Beside the conversations: what is written only to see whether it can be. */
const watchKey = "session-watch";

const keyOf = (id: string): string => `session:${id}`;
