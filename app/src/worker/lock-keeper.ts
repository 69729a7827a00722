import type { Delivery } from "../tasks/queue";

/** Why an attempt ends when its lock is lost: the task is with someone else. */
export class LockLostError extends Error {
  constructor(taskId: string) {
    super(`The lock on task ${taskId} is lost`);
    this.name = "LockLostError";
  }
}

/** Extensions per lock time: three may fail in a row (a restarting Redis) before the lock is lost. */
const extensionsPerLock = 4;

/**
 * Extends a delivery's lock while the attempt runs. `lost` fires when it cannot be held any longer. An extension that fails
 * is tried again: while the server is away nobody else can take the task either. Returns the function that stops it.
 */
export function keepLock(
  delivery: Delivery,
  on: { extended(): void; lost(error: LockLostError): void; error(error: unknown): void },
): () => void {
  let pending = false;
  const timer = setInterval(() => {
    // The main thread may have been blocked: no second extension beside one that has no answer yet.
    if (pending) return;
    pending = true;
    delivery
      .extendLock()
      .then((held) => {
        if (held) return on.extended();
        clearInterval(timer);
        on.lost(new LockLostError(delivery.taskId));
      })
      .catch(on.error)
      .finally(() => {
        pending = false;
      });
  }, delivery.lockMs / extensionsPerLock);
  return () => clearInterval(timer);
}
