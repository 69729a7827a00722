import { ControlPlaneError } from "../../controlplane";
import { runCommand } from "../../processes";
import { findProgram } from "../daemons/find-program";

/** A server that somebody else built, and what it needs to run. */
export interface ServerProgram {
  /** Absolute path. */
  program: string;
  /** Variables over those of this process. */
  env?: Record<string, string>;
}

/** Seconds in which a program must have told its version. */
const patience = 20;

/**
 * The program that the user names by a variable; `undefined` where the variable is not set.
 *
 * @throws ControlPlaneError where it names no program: another one in its place would not be what was asked for
 */
export function namedProgram(variable: string, env: NodeJS.ProcessEnv = process.env): ServerProgram | undefined {
  const name = env[variable];
  if (!name) return undefined;
  const program = findProgram("", variable, env);
  if (program !== undefined) return { program };
  throw new ControlPlaneError(`${variable} is ${name}, which is no program that can be run: name one, or unset it`);
}

/** The first of these programs that runs here, as its `--version` shows: one of another system, or without its libraries, does not. */
export async function firstThatRuns(
  candidates: readonly ServerProgram[],
  signal: AbortSignal,
): Promise<ServerProgram | undefined> {
  for (const candidate of candidates) {
    const env = { ...process.env, ...candidate.env };
    const outcome = await runCommand(candidate.program, ["--version"], { env, seconds: patience, signal });
    if (outcome.kind === "done" && outcome.exitCode === 0) return candidate;
  }
  return undefined;
}
