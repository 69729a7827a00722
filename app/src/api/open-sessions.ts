import type { Logger } from "../logging";
import type { Metrics } from "../metrics";
import { connectedOr, connectRedis } from "../redis";
import { MemorySessionStore, RedisSessionStore, sessionBounds, type SessionStore } from "../sessions";
import type { Settings } from "../settings";

/** Longest wait for Redis at the start, milliseconds: a pod without it serves chats without history. */
const firstConnectionMs = 500;

/** Time between two looks whether Redis takes conversations, milliseconds. */
const watchEveryMs = 10_000;

/** Where conversations are kept, with its end. */
export interface OpenSessions {
  store: SessionStore;
  close(): void;
}

/** Opens the store that the settings name. */
export async function openSessions(settings: Settings, logger: Logger, metrics: Metrics): Promise<OpenSessions> {
  const bounds = sessionBounds(settings);
  if (settings.SESSION_STORE === "memory") {
    logger.warn("conversations are in this process's memory: for local development only");
    return { store: new MemorySessionStore(bounds), close: () => undefined };
  }
  const redis = connectRedis(settings, logger);
  await connectedOr(redis, firstConnectionMs);
  const store = new RedisSessionStore(redis, bounds, metrics, logger);
  const unwatch = store.watch(watchEveryMs);
  const close = (): void => {
    unwatch();
    redis.disconnect();
  };
  return { store, close };
}
