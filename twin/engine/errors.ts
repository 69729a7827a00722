import type { Plan } from "@breakwater/plan-views";

/** One thing that went wrong while the program ran. */
export interface Failure {
  /** The resource in question; absent for an error of the program itself. */
  urn?: string;
  message: string;
  /** What to do instead, where Azure refused. */
  way?: string;
  /** Where the rule is written. */
  source?: string;
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
    super(failures.map(failureText).join("\n"));
  }
}

function failureText({ urn, message, way, source }: Failure): string {
  const lines = [message, ...(way === undefined ? [] : [`→ ${way}`]), ...(source === undefined ? [] : [source])];
  return urn === undefined ? lines.join("\n") : [urn, ...lines].join("\n  ");
}
