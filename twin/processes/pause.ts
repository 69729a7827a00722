import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits, and wakes at once where the work is interrupted.
 *
 * @param milliseconds how long
 * @throws the signal's reason as soon as it is aborted, also when it was before
 */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    // Node rejects with an error of its own, which only says that it was aborted.
    signal.throwIfAborted();
    throw error;
  }
}
