import * as fs from "node:fs";
import * as path from "node:path";

/**
 * Writes a file so that a reader, or the next command after a kill, sees the old content or the new, never a part. The mode
 * keeps other users out: what the twin stores may tell about the user's platform.
 */
export function writeFileAtomically(file: string, content: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, content, { mode: 0o600 });
  fs.renameSync(temporary, file);
}

/** The parsed content of a JSON file; `undefined` when it is absent or not JSON. */
export function readJsonFile(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
