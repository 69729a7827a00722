import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds between two looks. */
const interval = 500;

/**
 * Looks until what is seen is as it should be, and returns it.
 *
 * @param limit seconds, after which the last look is in the error
 */
export async function eventually<T>(look: () => Promise<T>, isRight: (seen: T) => boolean, limit: number): Promise<T> {
  for (const deadline = Date.now() + limit * 1000; ; await sleep(interval)) {
    const seen = await look();
    if (isRight(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`after ${limit} s it is still ${JSON.stringify(seen)}`);
  }
}

/** What was seen until it was as it should be, each change of it once. */
export async function course<T>(look: () => Promise<T>, isRight: (seen: T) => boolean, limit: number): Promise<T[]> {
  const changes: T[] = [];
  const watch = async () => {
    const seen = await look();
    if (JSON.stringify(seen) !== JSON.stringify(changes.at(-1))) changes.push(seen);
    return seen;
  };
  await eventually(watch, isRight, limit);
  return changes;
}
