import * as path from "node:path";
import {
  ImageError,
  impatient,
  lockedDigest,
  lockFile,
  nameOf,
  patient,
  pullFile,
  readLock,
  Registry,
} from "../../images";
import type { Step } from "../../terminal";
import { ControlPlaneError } from "../errors";
import { storeBinary } from "./cache";
import type { Binary, OfficialProgram } from "./program-set";
import { wrongWith } from "./proof";

/** Programs that are fetched at once: more would only share the line and the cores. */
const atOnce = 3;

export interface DownloadOptions {
  /** What they are, in messages: `the control plane`. */
  title: string;
  /** Text of the set's go.mod. */
  goMod: string;
  /** Where they go. */
  folder: string;
  /** Whether they cannot be built instead: then slow registries are waited for. */
  forced: boolean;
  onProgress: (step: Step) => void;
  signal: AbortSignal;
  env: NodeJS.ProcessEnv;
}

/**
 * Takes the official programs out of their images, into the cache. What a registry does not give stays away and does not keep the
 * others from coming.
 *
 * @returns why some of them did not come, a sentence each; none where all are there
 * @throws ControlPlaneError when they cannot be written
 * @throws SettingError, InputError when a setting or the lock file is wrong
 * @throws the signal's reason once it is aborted
 */
export async function downloadPrograms(binaries: readonly Binary[], options: DownloadOptions): Promise<string[]> {
  const { title, goMod, folder, forced, onProgress, signal, env } = options;
  if (process.platform !== "linux")
    return [`the official images hold programs for Linux, and this is ${process.platform}`];
  const lock = readLock(lockFile(env));
  const stopped = new AbortController();
  const both = AbortSignal.any([signal, stopped.signal]);
  const registries = new Map<string, Registry>();
  const reasons = new Set<string>();
  const byTag: string[] = [];
  const [waiting, working] = [[...binaries], new Set<string>()];
  let [bytes, done] = [0, 0];
  const report = () =>
    onProgress({
      text: `downloading ${title}: ${done} of ${binaries.length} programs`,
      detail: `${[...working].join(", ")}, ${(bytes / 1e6).toFixed(0)} MB so far`,
    });

  const fetchProgram = async (binary: Binary, official: OfficialProgram): Promise<void> => {
    const { image } = official;
    const registry =
      registries.get(image.registry) ??
      new Registry(image.registry, { patience: forced ? patient : impatient, signal: both, env });
    registries.set(image.registry, registry);
    const target = path.join(folder, `.${binary.name}.${process.pid}`);
    const locked = lockedDigest(lock, image);
    const { digest } = await pullFile(image, official.path, {
      registry,
      ...(locked !== undefined && { digest: locked }),
      target,
      onBytes: (count) => {
        bytes += count;
        report();
      },
      signal: both,
      accept: async (file) => {
        const wrong = await wrongWith(file, official, both);
        if (wrong !== undefined) throw new ImageError(`${nameOf(image)}: ${official.path} ${wrong}`);
      },
    });
    storeBinary(folder, binary.name, target, `${nameOf(image)}@${digest}`);
    if (locked === undefined) byTag.push(`${nameOf(image)} (${digest})`);
  };

  const worker = async (): Promise<void> => {
    for (let binary = waiting.shift(); binary !== undefined; binary = waiting.shift()) {
      const official = binary.official?.(goMod);
      working.add(binary.name);
      report();
      try {
        if (official === undefined) reasons.add(`there is no official image of ${binary.name}`);
        else {
          await fetchProgram(binary, official);
          done++;
        }
      } catch (error) {
        if (!(error instanceof ImageError)) {
          stopped.abort();
          throw error;
        }
        reasons.add(error.message);
      } finally {
        working.delete(binary.name);
      }
    }
  };

  const ended = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  signal.throwIfAborted();
  const failure = ended.find((outcome) => outcome.status === "rejected" && !isStop(outcome.reason, stopped.signal));
  if (failure?.status === "rejected") throw writingError(failure.reason, folder);
  if (byTag.length > 0)
    onProgress({
      lasting: true,
      text: `taken as their tags name them now, because ${lockFile(env)} has no digest for them: ${byTag.join(", ")}`,
    });
  return [...reasons];
}

/** Whether an error only passes on that another download has failed. */
function isStop(error: unknown, stopped: AbortSignal): boolean {
  return stopped.aborted && error === stopped.reason;
}

/** What the system says of a file that cannot be written, with what can be done about it. */
function writingError(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const mend = "Free some, or name a folder on another disk by BREAKWATER_CACHE; what is there already is kept.";
  if (code === "ENOSPC") return new ControlPlaneError(`No space is left on the disk of ${folder}. ${mend}`);
  if (code === "EDQUOT") return new ControlPlaneError(`Your share of the disk of ${folder} is used up. ${mend}`);
  if (code === "EROFS" || code === "EACCES" || code === "EIO")
    return new ControlPlaneError(
      `Nothing can be written to ${folder} (${code}). BREAKWATER_CACHE names another folder.`,
    );
  return error;
}
