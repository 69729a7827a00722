import { execFile } from "node:child_process";
import { join } from "node:path";

/** Root of the repository. */
export const root = join(__dirname, "../..");

/** What a call of the command left behind. */
export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs the `breakwater` command as a user does, in a process of its own.
 *
 * @param options.cwd folder to run in. Default: the repository's root
 * @param options.env variables over those of this process
 */
export function breakwater(
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  const { cwd = root, env = {} } = options;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, "bin/breakwater.cjs"), ...args],
      { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 2 ** 20 },
      (error, stdout, stderr) => resolve({ exitCode: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}
