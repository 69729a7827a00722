import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { setMetrics } from "../../twin/addons";
import type { AddonsFolder } from "../../twin/addons";
import { removeOldest, withRedis } from "../../twin/addons/load/redis-connection";
import { scripts, settling, tick, valueAt } from "./script";
import { serverOf } from "./twin";

/** Makes a list of Redis so long, by the means of `breakwater load`. */
async function setLength(redis: Redis, list: string, wanted: number): Promise<void> {
  const length = await redis.llen(list);
  if (wanted > length) {
    const items = Array.from({ length: wanted - length }, (_, index) => JSON.stringify({ id: `bench-${index}` }));
    await redis.rpush(list, ...items);
  } else if (wanted < length) await removeOldest(redis, list, length - wanted);
}

/**
 * Puts the scripts on once the autoscalers have settled.
 *
 * @param clock seconds since the recording's start
 */
export async function putLoad(folder: AddonsFolder, clock: () => number, signal: AbortSignal): Promise<void> {
  await withRedis(serverOf(folder, "redis"), async (redis) => {
    while (!signal.aborted) {
      const second = clock() - settling;
      const metrics: Record<string, number> = {};
      for (const script of scripts) {
        const value = valueAt(script, second);
        if (script.kind === "list") await setLength(redis, script.name, value);
        else metrics[script.name] = value;
      }
      setMetrics(folder, metrics);
      const next = (Math.floor(second / tick) + 1) * tick + settling;
      await sleep(Math.max(next - clock(), 0.01) * 1000, undefined, { signal }).catch(() => undefined);
    }
  });
}
