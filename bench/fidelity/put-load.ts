import { setTimeout as sleep } from "node:timers/promises";
import { setMetrics } from "../../twin/addons";
import type { AddonsFolder } from "../../twin/addons";
import { RedisClient } from "../../twin/addons/load/redis-client";
import { scripts, SETTLING, TICK, valueAt } from "./script";
import { serverOf } from "./twin";

/** Removes items in one command whose answer is the length that is left. */
const TRIM = "redis.call('LTRIM', KEYS[1], ARGV[1], -1) return redis.call('LLEN', KEYS[1])";

/** Makes a list of Redis so long, by the means of `breakwater load`. */
async function setLength(redis: RedisClient, list: string, wanted: number): Promise<void> {
  const length = await redis.command("LLEN", list);
  if (wanted > length) {
    const items = Array.from({ length: wanted - length }, (_, index) => JSON.stringify({ id: `bench-${index}` }));
    await redis.command("RPUSH", list, ...items);
  } else if (wanted < length) await redis.command("EVAL", TRIM, "1", list, String(length - wanted));
}

/**
 * Puts the scripts on once the autoscalers have settled.
 *
 * @param clock seconds since the recording's start
 */
export async function putLoad(folder: AddonsFolder, clock: () => number, signal: AbortSignal): Promise<void> {
  const { address, port } = serverOf(folder, "redis");
  const redis = await RedisClient.connect(address, port);
  try {
    while (!signal.aborted) {
      const second = clock() - SETTLING;
      const metrics: Record<string, number> = {};
      for (const script of scripts) {
        const value = valueAt(script, second);
        if (script.kind === "list") await setLength(redis, script.name, value);
        else metrics[script.name] = value;
      }
      setMetrics(folder, metrics);
      const next = (Math.floor(second / TICK) + 1) * TICK + SETTLING;
      await sleep(Math.max(next - clock(), 0.01) * 1000, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    redis.close();
  }
}
