import type { Plan } from "@breakwater/plan-views";

/** One thing that went wrong while the program ran. */
export interface Failure {
  /** The resource in question; absent for an error of the program itself. */
  urn?: string;
  message: string;
}

/**
 * The program, or a resource that it registers, failed. Everything that does not depend on a failed resource was still
 * registered: `plan` holds it.
 */
export class ProgramError extends Error {
  override name = "ProgramError";

  constructor(
    readonly failures: Failure[],
    readonly plan: Plan,
  ) {
    super(failures.map(({ urn, message }) => (urn ? `${urn}\n  ${message}` : message)).join("\n"));
  }
}
