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

/** Bytes of each finished binary. A file that is not listed, or differs in size, is the rest of an interrupted build. */
type Manifest = Record<string, number>;

const manifest = "built.json";

function readManifest(folder: string): Manifest {
  const content = readJsonFile(path.join(folder, manifest));
  return typeof content === "object" && content !== null ? (content as Manifest) : {};
}

/** The binaries that a folder of the cache still lacks. */
export function missingBinaries(folder: string, binaries: readonly Binary[]): Binary[] {
  const manifest = readManifest(folder);
  return binaries.filter(({ name }) => {
    const size = fs.statSync(path.join(folder, name), { throwIfNoEntry: false })?.size;
    return size === undefined || size !== manifest[name];
  });
}

/** Puts a finished file in its place in the cache and lists it as whole. */
export function storeBinary(folder: string, name: string, finished: string): void {
  fs.renameSync(finished, path.join(folder, name));
  const size = fs.statSync(path.join(folder, name)).size;
  writeFileAtomically(path.join(folder, manifest), JSON.stringify({ ...readManifest(folder), [name]: size }, null, 2));
}
