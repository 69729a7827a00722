/**
 * How grave a finding is: `ok` is as it should be, `warning` works but will cost someone something, `problem` lets `pulumi up` or
 * what comes after it fail, `unseen` could not be looked at.
 */
export type Level = "ok" | "warning" | "problem" | "unseen";

/** What a check found about one thing. */
export interface Finding {
  level: Level;
  /** What is the case, with names and numbers. */
  what: string;
  /** The command that mends it; absent where there is nothing to mend. */
  mend?: string;
}

/** A finding with the check that it comes from. */
export interface FindingOfCheck extends Finding {
  /** Stable name of the check, for example `quota`. */
  check: string;
}

export const ok = (what: string): Finding => ({ level: "ok", what });
export const warning = (what: string, mend?: string): Finding => finding("warning", what, mend);
export const problem = (what: string, mend?: string): Finding => finding("problem", what, mend);
export const unseen = (what: string, mend?: string): Finding => finding("unseen", what, mend);

function finding(level: Level, what: string, mend: string | undefined): Finding {
  return { level, what, ...(mend !== undefined && { mend }) };
}
