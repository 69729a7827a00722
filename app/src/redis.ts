import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Callback, Redis, type RedisOptions } from "ioredis";
import type { Logger } from "./logging";
import { failureOf } from "./redis-errors";
import type { Settings } from "./settings";

/** ioredis' options, without the reply mapping that would change the client's type. */
type ConnectionOptions = Omit<RedisOptions, "replyMapping">;

/**
 * A connection to Redis that fails fast and comes back by itself: a command that cannot be sent now fails now, because a
 * chat that waits for its history is worse than a chat without. `overrides` is for connections that block on purpose.
 */
export function connectRedis(settings: Settings, logger: Logger, overrides: ConnectionOptions = {}): Redis {
  const options: ConnectionOptions = {
    host: settings.REDIS_HOST,
    port: settings.REDIS_PORT,
    username: settings.REDIS_USERNAME,
    ...(settings.REDIS_TLS ? { tls: { servername: settings.REDIS_HOST } } : {}),
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    // A peer that is gone without a word answers nothing and closes nothing; the system would wait for it for a quarter of an hour.
    socketTimeout: 3_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    // After a failover the name leads to the new primary, but the old connection to what is a replica now: READONLY for ever. A command that can wait
    // goes out again on the new connection by itself (2), one that cannot is for `askRedis`.
    reconnectOnError: (error) => {
      if (failureOf(error) !== "otherServer") return false;
      redis.lost();
      return overrides.enableOfflineQueue === true ? 2 : true;
    },
    retryStrategy: (tries) => Math.min(100 * 2 ** Math.min(tries, 5), 2_000),
    ...overrides,
  };
  const redis: RotatingRedis = new RotatingRedis(options, () => redisPassword(settings));
  // Thousands of failed reconnections are one piece of news.
  let down = false;
  redis.on("error", (error: Error) => {
    if (!down) logger.warn({ reason: error.message }, "redis is not reachable");
    down = true;
  });
  redis.on("ready", () => {
    if (down) logger.info("redis is reachable again");
    down = false;
  });
  // What fails is told by the event, and tried again.
  redis.connect().catch(() => undefined);
  return redis;
}

/** Longest wait for a connection that has just been lost, milliseconds. One that is away for longer is not waited for. */
const reconnectMs = 1_000;

/** Wait before a server that answers "soon" is asked again, milliseconds. */
const soonMs = 100;

/**
 * Runs a command, and once more where the failure says nothing about it: a lost connection, a time-out, a server that is a replica since a failover. The
 * first one may have been carried out, so `command` must be such that twice is as good as once.
 */
export async function askRedis<T>(redis: Redis, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    const failure = failureOf(error);
    if (failure === "refused" || failure === "data") throw error;
    if (failure === "busy") await sleep(soonMs);
    // A connection that is being closed for another one says "ready" until it has ended.
    const isThere = failure !== "otherServer" && redis.status === "ready" && redis.stream.writable;
    if (isThere) return command();
    const waitMs = redis instanceof RotatingRedis ? redis.lostAt + reconnectMs - performance.now() : 0;
    if (waitMs <= 0) throw error;
    await connectedOr(redis, waitMs);
    return command();
  }
}

/** Waits for the first connection, but not long: a pod without Redis serves chats without history. */
export function connectedOr(redis: Redis, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, waitMs);
    redis.once("ready", done);
    function done(): void {
      clearTimeout(timer);
      redis.off("ready", done);
      resolve();
    }
  });
}

/**
 * Asks for its password each time it connects: the server closes connections when a password is rotated, and the new one may come into its
 * file before that or after.
 */
class RotatingRedis extends Redis {
  /** When the connection was lost, by `performance.now`. */
  lostAt = -Infinity;
  /** Before the first connection, there is none to be lost. */
  private isLost = true;

  constructor(
    options: ConnectionOptions,
    private readonly password: () => string | undefined,
  ) {
    // The parent would connect before there is a password to ask for.
    super({ ...options, lazyConnect: true });
    this.on("ready", () => (this.isLost = false));
    this.on("close", () => this.lost());
  }

  /** Notes that the connection is lost; further attempts that fail are not when it was. */
  lost(): void {
    if (!this.isLost) this.lostAt = performance.now();
    this.isLost = true;
  }

  override connect(callback?: Callback<void>): Promise<void> {
    this.options.password = this.password();
    return super.connect(callback);
  }
}

/** The mounted file first, the variable second. */
function redisPassword(settings: Settings): string | undefined {
  if (settings.REDIS_PASSWORD_FILE === undefined) return settings.REDIS_PASSWORD;
  try {
    return readFileSync(settings.REDIS_PASSWORD_FILE, "utf8").trim();
  } catch {
    return settings.REDIS_PASSWORD;
  }
}
