/**
 * The control plane cannot be built or started, for a reason that the message states in full together with what to do. The
 * `breakwater` command prints it without a stack trace and ends with exit code 1.
 */
export class ControlPlaneError extends Error {
  override name = "ControlPlaneError";
}

/** The user pressed Ctrl-C (or ended the command otherwise). What was finished so far stays valid. */
export class Interrupted extends Error {
  override name = "Interrupted";

  constructor() {
    super("interrupted: the same command goes on from here, and `breakwater down` removes what is there");
  }
}

/** Throws `Interrupted` when the signal has fired. */
export function checkInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted();
}
