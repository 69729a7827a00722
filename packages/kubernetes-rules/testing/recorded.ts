import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What Kubernetes' own code answered: one value a line of a file of this folder. */
export function recorded<T>(name: string): T[] {
  return readFileSync(join(__dirname, name), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}

/** What a function returns; `undefined` where it refuses. */
export function answered<T>(refusal: abstract new (...args: never[]) => Error, ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof refusal) return undefined;
    throw error;
  }
}
