// eslint-disable-next-line no-restricted-syntax -- the one place where a test waits
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds between two looks. */
const interval = 500;

/**
 * Looks until what is seen is as it should be, and returns it.
 *
 * @param limit seconds, after which the last look is in the error
 */
export async function eventually<T>(
  look: () => T | Promise<T>,
  isRight: (seen: T) => boolean,
  limit: number,
): Promise<T> {
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

/**
 * Looks for a while that what is seen stays as it should be: for what must not come, where no later event would show that it is not coming any more. A
 * slow machine can only make it see less.
 *
 * @param seconds for how long
 */
export async function stays<T>(
  look: () => T | Promise<T>,
  isRight: (seen: T) => boolean,
  seconds: number,
): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(interval)) {
    const seen = await look();
    if (!isRight(seen)) throw new Error(`it has become ${JSON.stringify(seen)}`);
  }
}
