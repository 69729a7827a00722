import { ControlPlaneError, tryLock } from "../controlplane";
import type { StackFolder } from "./state/stack-folder";

/** Another command is at work on the stack. */
export class StackBusy extends ControlPlaneError {}

/** What a shell expects of a command that Ctrl-C ended: 128 and the signal's number. */
const EXIT_INTERRUPTED = 130;

const ENDING_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Works on a stack as the only command that does, and turns the first Ctrl-C into an aborted signal, so that the step under
 * way comes to its end and the state is whole. A second Ctrl-C ends the process at once; the state is whole even then,
 * because it is written before each step.
 *
 * @throws StackBusy when another command is at work on the stack
 */
export async function withStack<T>(folder: StackFolder, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const lock = tryLock(folder.lockFile);
  if (!("release" in lock)) {
    throw new StackBusy(
      `another breakwater command (process ${lock.heldBy}) is at work on this stack: wait for it or end it with Ctrl-C`,
    );
  }
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(EXIT_INTERRUPTED);
    controller.abort();
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
    lock.release();
  }
}
