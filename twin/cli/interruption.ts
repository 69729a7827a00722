import { setMaxListeners } from "node:events";

/** What a shell expects of a command that Ctrl-C ended: 128 and the signal's number. */
const exitInterrupted = 130;

const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The user pressed Ctrl-C, or ended the command otherwise. What was finished so far stays valid. */
class Interrupted extends Error {
  override name = "Interrupted";
}

/**
 * The one place where a Ctrl-C becomes an aborted signal, which goes from here down to every wait, command and request of a
 * verb. The first one lets what is under way come to an end that the next command can go on from; a second one ends the
 * process at once.
 *
 * Only for verbs that look at the signal: those that have nothing to put in order are ended by the system itself.
 *
 * @param work the verb
 * @param advice what the user can do after an interruption, as it stands when that comes
 * @throws Interrupted when the work ends with the signal's reason
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, advice?: () => string): Promise<T> {
  const controller = new AbortController();
  // Each request and each wait listens until it is done, and many are under way at a time.
  setMaxListeners(0, controller.signal);
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitInterrupted);
    controller.abort(new Interrupted(advice === undefined ? "interrupted" : `interrupted: ${advice()}`));
  };
  for (const signal of endingSignals) process.on(signal, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of endingSignals) process.off(signal, onSignal);
  }
}
