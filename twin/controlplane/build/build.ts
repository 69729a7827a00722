import * as fs from "node:fs";
import * as path from "node:path";
import { pause, tryLock } from "../../processes";
import type { Step } from "../../terminal";
import type { Lock } from "../../processes";
import { controlPlane, controlPlaneVersions } from "./binaries";
import type { Binaries } from "./binaries";
import { cacheFolder, missingBinaries, storeBinary } from "./cache";
import { checkGo } from "./go";
import { goBuild } from "./go-build";
import { readModule } from "./module";
import type { GoModule } from "./module";
import type { ProgramSet } from "./program-set";
import { TimeLeft } from "./time-left";

export interface BuildOptions {
  onProgress: (step: Step) => void;
  /** Ends the build; what is finished stays in the cache. */
  signal: AbortSignal;
  /** Folder of the built programs. Default: the one of their set in the cache. */
  cache?: string;
}

/** The control plane's programs: see `ensurePrograms`. */
export async function ensureBinaries(options: BuildOptions): Promise<Binaries> {
  const { folder, module } = await ensurePrograms(controlPlane, options);
  return { folder, ...controlPlaneVersions(module.goMod) };
}

/** Whether a set of programs is built, so that `ensurePrograms` returns at once. */
export function areBuilt(set: ProgramSet, cache = cacheFolder(process.env, set.cacheName)): boolean {
  return missingBinaries(path.join(cache, readModule(set).key), set.binaries).length === 0;
}

/** Where a program of a set is, or will be once it is built. */
export function builtProgram(set: ProgramSet, name: string, cache = cacheFolder(process.env, set.cacheName)): string {
  return path.join(cache, readModule(set).key, name);
}

/**
 * A set of programs, built on first use (minutes) and taken from the cache afterwards. Two callers never build at once: the
 * second waits for the first and takes what it made.
 *
 * @throws ControlPlaneError with Go's own message when a build fails
 */
export async function ensurePrograms(
  set: ProgramSet,
  { onProgress, signal, cache = cacheFolder(process.env, set.cacheName) }: BuildOptions,
): Promise<{ folder: string; module: GoModule }> {
  const { title, binaries } = set;
  const module = readModule(set);
  const folder = path.join(cache, module.key);
  const built = { folder, module };
  if (missingBinaries(folder, binaries).length === 0) return built;

  const lock = await waitForLock(`${folder}.lock`, title, onProgress, signal);
  try {
    const missing = missingBinaries(folder, binaries);
    if (missing.length === 0) return built;
    await checkGo(module.goVersion, set.folder, title, signal);
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    removeLeftovers(folder);

    const left = new TimeLeft(missing.reduce((sum, { seconds }) => sum + seconds, 0));
    for (const binary of missing) {
      const position = `${binaries.indexOf(binary) + 1} of ${binaries.length}`;
      const draft = path.join(folder, `.${binary.name}.${process.pid}`);
      const started = Date.now();
      const spent = () => (Date.now() - started) / 1000;
      const report = (detail?: string) =>
        onProgress({
          text: `building ${title}: ${position}, ${binary.name}`,
          ...(detail !== undefined && { detail }),
          secondsLeft: left.while(binary.seconds, spent()),
        });
      await goBuild(set, binary, draft, module.flags, report, signal);
      storeBinary(folder, binary.name, draft);
      left.built(binary.seconds, spent());
    }
    return built;
  } finally {
    lock.release();
  }
}

async function waitForLock(
  file: string,
  title: string,
  onProgress: BuildOptions["onProgress"],
  signal: AbortSignal,
): Promise<Lock> {
  for (;;) {
    const lock = tryLock(file);
    if ("release" in lock) return lock;
    onProgress({ text: `waiting for process ${lock.heldBy}, which is building ${title}` });
    await pause(1_000, signal);
  }
}

/** Drafts of builds that were ended. */
function removeLeftovers(folder: string): void {
  for (const entry of fs.readdirSync(folder)) {
    if (entry.startsWith(".")) fs.rmSync(path.join(folder, entry), { recursive: true, force: true });
  }
}
