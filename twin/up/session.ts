import { ControlPlaneError } from "../controlplane";
import { tryLock } from "../processes";
import type { StackFolder } from "../state";

/** Another command is at work on the stack. */
class StackBusy extends ControlPlaneError {}

/**
 * Works on a stack as the only command that does.
 *
 * @throws StackBusy when another command is at work on the stack
 */
export async function withStack<T>(folder: StackFolder, work: () => Promise<T>): Promise<T> {
  const lock = tryLock(folder.lockFile);
  if (!("release" in lock)) {
    throw new StackBusy(
      `another breakwater command (process ${lock.heldBy}) is at work on this stack: wait for it or end it with Ctrl-C`,
    );
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}
