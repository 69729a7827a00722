import type { Redis } from "ioredis";
import { ControlPlaneError } from "../../controlplane";

/** Where a Redis of the twin listens. */
export interface RedisAddress {
  address: string;
  port: number;
}

/** Milliseconds for which a connection, and each answer, may take. */
const defaultPatience = 5_000;

/**
 * A connection to a Redis of the twin, which its caller disconnects. It is made once: what is lost is an error of the next command.
 * The library is loaded here, because the other verbs of the command do without it.
 *
 * @param patience milliseconds for which the connection, and each answer, may take
 * @throws ControlPlaneError that names host and port when nobody answers there
 */
export async function connectRedis({ address, port }: RedisAddress, patience = defaultPatience): Promise<Redis> {
  const { Redis } = await import("ioredis");
  const redis = new Redis({
    host: address,
    port,
    lazyConnect: true,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    // All three would be questions of the library's own before the first of ours.
    protocol: 2,
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: patience,
    commandTimeout: patience,
  });
  // `connect` says only that the connection is closed; why, stands in the event.
  let cause: Error | undefined;
  redis.on("error", (error) => (cause = error));
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    disconnect(redis);
    throw asTold({ address, port }, cause ?? error);
  }
}

/**
 * Does some work on a connection of its own, and closes it whatever comes.
 *
 * @param options.signal what the work looks at
 * @param options.patience milliseconds for which the connection, and each answer, may take
 * @throws ControlPlaneError that names host and port for whatever Redis refuses or leaves unanswered
 * @throws the signal's reason when the work does
 */
export async function withRedis<T>(
  server: RedisAddress,
  work: (redis: Redis) => Promise<T>,
  { signal, patience = defaultPatience }: { signal?: AbortSignal; patience?: number } = {},
): Promise<T> {
  const redis = await connectRedis(server, patience);
  try {
    return await work(redis);
  } catch (error) {
    throw error === signal?.reason ? error : asTold(server, error);
  } finally {
    disconnect(redis);
  }
}

/** Of a connection that is lost already, the library would keep the process alive for two seconds. */
function disconnect(redis: Redis): void {
  if (redis.status !== "end") redis.disconnect();
}

/**
 * Removes the oldest items of a list.
 *
 * @returns the length that is left
 */
export async function removeOldest(redis: Redis, list: string, items: number): Promise<number> {
  // One step with one number as its answer: LPOP with a count would send all of them back.
  const trim = "redis.call('LTRIM', KEYS[1], ARGV[1], -1) return redis.call('LLEN', KEYS[1])";
  return (await redis.eval(trim, 1, list, items)) as number;
}

function asTold({ address, port }: RedisAddress, error: unknown): ControlPlaneError {
  return new ControlPlaneError(`Redis at ${address}:${port}: ${(error as Error).message}`, { cause: error });
}
