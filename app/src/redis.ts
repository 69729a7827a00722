import { readFileSync } from "node:fs";
import { type Callback, Redis, type RedisOptions } from "ioredis";
import type { Logger } from "./logging";
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
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (tries) => Math.min(100 * 2 ** Math.min(tries, 5), 2_000),
    ...overrides,
  };
  const redis = new RotatingRedis(options, () => redisPassword(settings));
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
  constructor(
    options: ConnectionOptions,
    private readonly password: () => string | undefined,
  ) {
    // The parent would connect before there is a password to ask for.
    super({ ...options, lazyConnect: true });
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
