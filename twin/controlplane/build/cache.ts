import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readJsonFile, writeFileAtomically } from "../../files";
import type { Binary } from "./program-set";

/**
 * Folder of all that is built or downloaded once: `BREAKWATER_CACHE`, else `breakwater` in `XDG_CACHE_HOME`, else in `~/.cache`.
 * It is the only thing that `down` leaves.
 */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(
    env["BREAKWATER_CACHE"] || path.join(env["XDG_CACHE_HOME"] || path.join(os.homedir(), ".cache"), "breakwater"),
  );
}

/** Folder in which the builds of a set of programs are kept. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, name = "controlplane"): string {
  return path.join(cacheRoot(env), name);
}

/** How a program may be had: built from its sources, taken out of its makers' image, or as it happens to be there. */
export type Origin = "build" | "download" | "either";

/**
 * Each finished binary: its bytes, and the image that it is from, unless it was built here. A file that is not listed, or differs in size, is
 * the rest of something that was interrupted.
 */
type Manifest = Record<string, number | { bytes: number; image: string }>;

const manifest = "built.json";

function readManifest(folder: string): Manifest {
  const content = readJsonFile(path.join(folder, manifest));
  return typeof content === "object" && content !== null ? (content as Manifest) : {};
}

/** The binaries that a folder of the cache still lacks, or does not have from where they must be. */
export function missingBinaries(folder: string, binaries: readonly Binary[], origin: Origin = "either"): Binary[] {
  const manifest = readManifest(folder);
  return binaries.filter(({ name }) => {
    const [size, listed] = [fs.statSync(path.join(folder, name), { throwIfNoEntry: false })?.size, manifest[name]];
    const isBuilt = typeof listed !== "object";
    if (origin !== "either" && isBuilt !== (origin === "build")) return true;
    return size === undefined || size !== (isBuilt ? listed : listed.bytes);
  });
}

/**
 * Puts a finished file in its place in the cache and lists it as whole.
 *
 * @param image image that it is from, by tag and digest. Default: it was built here
 */
export function storeBinary(folder: string, name: string, finished: string, image?: string): void {
  fs.renameSync(finished, path.join(folder, name));
  const bytes = fs.statSync(path.join(folder, name)).size;
  const listed = image === undefined ? bytes : { bytes, image };
  writeFileAtomically(
    path.join(folder, manifest),
    JSON.stringify({ ...readManifest(folder), [name]: listed }, null, 2),
  );
}
