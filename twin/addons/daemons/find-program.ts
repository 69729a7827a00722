import * as fs from "node:fs";
import * as path from "node:path";

/**
 * Absolute path of a program; `undefined` when there is none.
 *
 * @param variable environment variable that names it in place of the PATH
 * @param env for tests
 */
export function findProgram(name: string, variable?: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = variable === undefined ? undefined : env[variable];
  if (named) return isProgram(named) ? path.resolve(named) : undefined;
  return (env["PATH"] ?? "")
    .split(path.delimiter)
    .filter(Boolean)
    .map((folder) => path.resolve(folder, name))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
