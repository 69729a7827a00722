import * as fs from "node:fs";
import * as path from "node:path";
import { pause, tryLock } from "../../processes";
import type { Step } from "../../terminal";
import type { Lock } from "../../processes";
import { ControlPlaneError } from "../errors";
import { controlPlane, controlPlaneVersions } from "./binaries";
import type { Binaries } from "./binaries";
import { cacheFolder, missingBinaries, storeBinary } from "./cache";
import type { Origin } from "./cache";
import { originOf } from "./origin";
import { checkGo } from "./go";
import { goBuild } from "./go-build";
import { readModule } from "./module";
import type { GoModule } from "./module";
import type { Binary, ProgramSet } from "./program-set";
import { TimeLeft } from "./time-left";

export interface BuildOptions {
  onProgress: (step: Step) => void;
  /** Ends the build; what is finished stays in the cache. */
  signal: AbortSignal;
  /** Folder of the programs. Default: the one of their set in the cache. */
  cache?: string;
  /** For `BREAKWATER_BINARIES` and the settings of the registries. Default: that of this process. */
  env?: NodeJS.ProcessEnv;
}

/** The control plane's programs: see `ensurePrograms`. */
export async function ensureBinaries(options: BuildOptions): Promise<Binaries> {
  const { folder, module } = await ensurePrograms(controlPlane, options);
  return { folder, ...controlPlaneVersions(module.goMod) };
}

/** Whether a set of programs is there, so that `ensurePrograms` returns at once. */
export function areBuilt(set: ProgramSet, cache = cacheFolder(process.env, set.cacheName)): boolean {
  return missingBinaries(path.join(cache, readModule(set).key), set.binaries, originOf()).length === 0;
}

/** Where a program of a set is, or will be once it is built. */
export function builtProgram(set: ProgramSet, name: string, cache = cacheFolder(process.env, set.cacheName)): string {
  return path.join(cache, readModule(set).key, name);
}

/**
 * A set of programs, downloaded (seconds) or built (minutes) on first use and taken from the cache afterwards. Two callers never do
 * so at once: the second waits for the first and takes what it made.
 *
 * @throws SettingError when `BREAKWATER_BINARIES` or `BREAKWATER_REGISTRY` is wrong
 * @throws ControlPlaneError with Go's own message when a build fails, with the registries' answers when a download fails that must not
 */
export async function ensurePrograms(
  set: ProgramSet,
  options: BuildOptions,
): Promise<{ folder: string; module: GoModule }> {
  const { onProgress, signal, env = process.env, cache = cacheFolder(env, set.cacheName) } = options;
  const origin = originOf(env);
  const module = readModule(set);
  const folder = path.join(cache, module.key);
  const missing = () => missingBinaries(folder, set.binaries, origin);
  if (missing().length === 0) return { folder, module };

  const lock = await waitForLock(`${folder}.lock`, set.title, onProgress, signal);
  try {
    if (missing().length === 0) return { folder, module };
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    removeLeftovers(folder);
    if (origin !== "build") await download(set, missing(), module, folder, origin, { onProgress, signal, env });
    if (missing().length > 0) await build(set, missing(), module, folder, onProgress, signal);
    return { folder, module };
  } finally {
    lock.release();
  }
}

/** @throws ControlPlaneError when programs are missing that must not be built */
async function download(
  { title }: ProgramSet,
  missing: readonly Binary[],
  { goMod }: GoModule,
  folder: string,
  origin: Origin,
  options: { onProgress: (step: Step) => void; signal: AbortSignal; env: NodeJS.ProcessEnv },
): Promise<void> {
  const forced = origin === "download";
  // What speaks to registries is loaded only here: most commands find everything in the cache.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in twin/cli: tsx leaves import() to Node
  const { downloadPrograms } = require("./download") as typeof import("./download");
  const reasons = await downloadPrograms(missing, { title, goMod, folder, forced, ...options });
  if (reasons.length === 0) return;
  const lines = reasons.map((reason) => `\n  ${reason}`).join("");
  if (forced)
    throw new ControlPlaneError(
      `Not all of ${title} can be downloaded, and BREAKWATER_BINARIES=download forbids to build it:${lines}\nWhat has come is kept.`,
    );
  options.onProgress({ lasting: true, text: `${title}: what cannot be downloaded is built:${lines}` });
}

async function build(
  set: ProgramSet,
  missing: readonly Binary[],
  module: GoModule,
  folder: string,
  onProgress: (step: Step) => void,
  signal: AbortSignal,
): Promise<void> {
  const { title, binaries } = set;
  await checkGo(module.goVersion, set.folder, title, signal);
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
    onProgress({ text: `waiting for process ${lock.heldBy}, which is making ${title} ready` });
    await pause(1_000, signal);
  }
}

/** Drafts of builds that were ended. */
function removeLeftovers(folder: string): void {
  for (const entry of fs.readdirSync(folder)) {
    if (entry.startsWith(".")) fs.rmSync(path.join(folder, entry), { recursive: true, force: true });
  }
}
