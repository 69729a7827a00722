import { readFileSync } from "node:fs";

/** Makes the error of a file that cannot be used, from what is wrong with it: each reader has an error of its own. */
export type Refuse = (problem: string) => Error;

/**
 * The text of a file that a user named.
 *
 * @throws what `refuse` makes where it cannot be read
 */
export function readText(file: string, refuse: Refuse): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw refuse(`cannot be read: ${whyUnreadable(error)}`);
  }
}

/**
 * The value of a JSON file that a user named.
 *
 * @throws what `refuse` makes where it cannot be read or is no JSON
 */
export function readJson(file: string, refuse: Refuse): unknown {
  const text = readText(file, refuse);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse(`is no JSON: ${(error as Error).message}`);
  }
}

/** Why a file could not be read, in words: from the error of Node. */
export function whyUnreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  if (code === "EACCES") return "its permissions forbid it";
  return code ?? String(error);
}
