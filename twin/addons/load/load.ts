import { setTimeout as sleep } from "node:timers/promises";
import { ControlPlaneError } from "../../controlplane";
import type { AddonsFolder } from "../daemons/addons-folder";
import { readSamples, samplesFile, withValues, writeSamples } from "../metric-source/samples";
import type { Samples } from "../metric-source/samples";
import { currentAddons } from "../report";
import type { AddonReport } from "../report";
import { removeOldest, withRedis } from "./redis-connection";

/** Items that go to Redis in one command. */
const batchSize = 1_000;

export interface ListLoad {
  list: string;
  /** Name of the Redis, needed where a stack has several. */
  server?: string;
}

/**
 * Puts items on a list of the stack's Redis.
 *
 * @returns the list's length afterwards
 * @throws ControlPlaneError when there is no such Redis, or it does not run
 * @throws the signal's reason once it is aborted; what was put on stays
 */
export async function putItems(
  folder: AddonsFolder,
  { list, server }: ListLoad,
  items: number,
  onProgress: (put: number) => void,
  signal: AbortSignal,
): Promise<number> {
  return withRedis(
    find(folder, "redis", server),
    async (redis) => {
      let length = 0;
      for (let put = 0; put < items; put += batchSize) {
        signal.throwIfAborted();
        const size = Math.min(batchSize, items - put);
        const batch = Array.from({ length: size }, (_, index) => JSON.stringify({ id: `load-${put + index + 1}` }));
        length = await redis.rpush(list, ...batch);
        onProgress(put + size);
      }
      return length;
    },
    { signal },
  );
}

/** Takes items off a list at a steady rate, as workers would, until it is empty or the signal fires. Returns what is left. */
export async function drainItems(
  folder: AddonsFolder,
  { list, server }: ListLoad,
  perSecond: number,
  onProgress: (left: number) => void,
  signal: AbortSignal,
): Promise<number> {
  return withRedis(find(folder, "redis", server), async (redis) => {
    let left = await redis.llen(list);
    const started = Date.now();
    for (let taken = 0; left > 0 && !signal.aborted;) {
      const due = Math.floor(((Date.now() - started) / 1000) * perSecond);
      if (due > taken) left = await removeOldest(redis, list, due - taken);
      taken = due;
      onProgress(left);
      await sleep(Math.max(1000 / perSecond, 50), undefined, { signal }).catch(() => undefined);
    }
    return left;
  });
}

/**
 * Sets values of metrics, which Prometheus sees at its next scrape. Those set before stay.
 *
 * @returns all values that are set now
 * @throws ControlPlaneError when the stack has no Prometheus, or it does not run
 */
export function setMetrics(folder: AddonsFolder, samples: Samples): Samples {
  find(folder, "prometheus", undefined);
  const file = samplesFile(folder);
  const all = withValues(readSamples(file), samples);
  writeSamples(file, all);
  return all;
}

function find(folder: AddonsFolder, kind: "redis" | "prometheus", name: string | undefined) {
  const title = kind === "redis" ? "Redis" : "Prometheus";
  const all = currentAddons(folder).filter(({ server }) => server?.kind === kind);
  const named = all.filter(({ server }) => name === undefined || server?.host === name);
  if (named.length !== 1) throw new ControlPlaneError(`${noneOrMany(title, all, named, name)}.`);
  const { server, lack } = named[0]!;
  if (lack !== undefined || !server) throw new ControlPlaneError(`${named[0]!.name} does not run: ${lack}`);
  return server;
}

function noneOrMany(title: string, all: AddonReport[], named: AddonReport[], name: string | undefined): string {
  if (all.length === 0) return `No trigger of this stack asks a ${title} in the cluster, so none runs`;
  const hosts = all.map(({ server }) => server?.host).join(", ");
  if (named.length === 0) return `There is no ${title} ${name}: there is ${hosts}`;
  return `This stack has several ${title}: name one of ${hosts} with --server`;
}
