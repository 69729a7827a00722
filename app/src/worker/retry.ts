import { setTimeout as sleep } from "node:timers/promises";
import { failureOf } from "../redis-errors";
import { TooLargeError } from "../tasks/store";

/** Waits between two attempts at a task: doubled each time between these two, milliseconds. */
const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

/** Wait after the given attempt (1 is the first), with jitter so that what failed together does not return together. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.max(0, attempt - 1));
  return full / 2 + (full / 2) * random();
}

/** Time for which a write is tried again, milliseconds: longer than a Redis takes to restart or fail over. */
const giveUpAfterMs = 60_000;

/**
 * Tries `write` again until it works. Gives up, with the last error, after a minute or when the signal fires: the task's
 * lock then runs out, and another worker begins anew. What no repetition mends is given up at once.
 */
export async function untilItWorks<T>(write: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const until = performance.now() + giveUpAfterMs;
  for (let waitMs = 100; ; waitMs = Math.min(2 * waitMs, 2_000)) {
    try {
      return await write();
    } catch (error) {
      const lasts = error instanceof TooLargeError || failureOf(error) === "data";
      if (lasts || signal.aborted || performance.now() + waitMs > until) throw error;
      await sleep(waitMs);
    }
  }
}
