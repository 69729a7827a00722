/** Errors that say all there is to say to the user, by name, with the exit code that they end the command with. */
const exitCodes: Record<string, number> = {
  // Wrong use: the project, an option or a file is not what it must be, and nothing was done.
  UsageError: 2,
  ProjectError: 2,
  PlanFileError: 2,
  PlanValueError: 2,
  UnknownValueError: 2,
  TrafficFileError: 2,
  PolicyConfigError: 2,
  DiffSideError: 2,
  InputError: 2,
  SettingError: 2,
  AssumptionError: 2,
  SurgePlanError: 2,
  // What was asked for failed.
  ProgramError: 1,
  UpRefused: 1,
  ControlPlaneError: 1,
  ImageError: 1,
  ApiError: 1,
  // As a shell reports a command that Ctrl-C ended.
  Interrupted: 130,
};

/** An option or a folder cannot be used as it is given. */
export class UsageError extends Error {
  override name = "UsageError";
}

/**
 * Prints an error to stderr, without a stack unless `BREAKWATER_DEBUG` is set.
 *
 * @returns the exit code for the command
 */
export function reportError(error: unknown): number {
  // Kept for files that tsx compiles, and off until now because of their cost (see typescript.cjs).
  process.setSourceMapsEnabled(true);
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const exitCode = exitCodes[name];
  const text = exitCode === undefined ? `${name}: ${message}\nThis is a fault of breakwater itself.` : message;
  process.stderr.write(`breakwater: ${text}\n`);
  if (process.env.BREAKWATER_DEBUG) process.stderr.write(`${stack ?? ""}\n`);
  else if (exitCode === undefined) process.stderr.write("Set BREAKWATER_DEBUG=1 to see where it happened.\n");
  return exitCode ?? 1;
}
