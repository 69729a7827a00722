import * as path from "node:path";
import { z } from "zod";
import { readJson, writeFileAtomically } from "../files";
import { InputError, parseInput } from "../files/input";
import { digestSchema } from "./digest";
import { nameOf } from "./image";
import type { Image } from "./image";

/** What each tag named when somebody looked, by the image's name. */
export type Lock = Readonly<Record<string, string>>;

const schema = z.record(z.string(), digestSchema);

/**
 * The file that holds the digests: `images.lock.json` beside this one, or the one that `BREAKWATER_IMAGES_LOCK` names, for a
 * mirror that has made images of its own.
 */
export function lockFile(env: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(env["BREAKWATER_IMAGES_LOCK"] || path.join(__dirname, "images.lock.json"));
}

/**
 * The digests of a file.
 *
 * @throws InputError when it cannot be read, or holds something else
 */
export function readLock(file = lockFile()): Lock {
  const content = readJson(file, (problem) => new InputError(file, [problem]));
  return parseInput(schema, content, file);
}

/** Writes the digests, in the order of the names. */
export function writeLock(lock: Lock, file = lockFile()): void {
  const sorted = Object.fromEntries(Object.entries(lock).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileAtomically(file, `${JSON.stringify(sorted, null, 2)}\n`);
}

/** What an image's tag must name, if the file says so. */
export function lockedDigest(lock: Lock, image: Image): string | undefined {
  return lock[nameOf(image)];
}
