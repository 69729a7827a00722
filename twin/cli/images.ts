import { programSets } from "../addons";
import { controlPlane, readModule } from "../controlplane";
import { lockFile, readLock, refreshLock, writeLock } from "../images";
import type { Image, LockChange } from "../images";
import { print, Progress } from "../terminal";
import { interruptible } from "./interruption";

export interface ImagesCommandOptions {
  /** Print what changed as JSON, and nothing else, on stdout. */
  json?: boolean;
}

/**
 * `breakwater images`: writes into the lock file what the tags of the official images name now. Exit code 1 when a registry does
 * not tell: what the file had of it stays.
 */
export async function run({ json }: ImagesCommandOptions): Promise<number> {
  const progress = new Progress();
  try {
    const file = lockFile();
    const before = readLock(file);
    const { lock, changes } = await interruptible((signal) =>
      refreshLock(officialImages(), before, signal, (image) => progress.step({ text: `asking for ${image}` })),
    );
    progress.stop();
    writeLock(lock, file);
    await print(json ? `${JSON.stringify({ file, changes }, null, 2)}\n` : changesText(file, changes));
    return changes.some(({ change }) => change === "unknown") ? 1 : 0;
  } finally {
    progress.stop();
  }
}

/** The images of all programs of the twin. */
function officialImages(): Image[] {
  return [controlPlane, ...programSets].flatMap((set) => {
    const { goMod } = readModule(set);
    return set.binaries.flatMap(({ official }) => official?.(goMod).image ?? []);
  });
}

function changesText(file: string, changes: readonly LockChange[]): string {
  const lines = changes.map(({ image, change, before, digest, why }) => {
    if (change === "unknown") return `? ${image}  ${before === undefined ? "still none" : `still ${before}`}: ${why}`;
    if (change === "changed") return `~ ${image}  ${before} → ${digest}`;
    if (change === "removed") return `- ${image}  ${before}`;
    return `${change === "new" ? "+" : " "} ${image}  ${digest}`;
  });
  const count = (wanted: LockChange["change"]) => changes.filter(({ change }) => change === wanted).length;
  const counts = `${count("new")} new, ${count("changed")} changed, ${count("removed")} removed, ${count("same")} unchanged, ${count("unknown")} not told`;
  return `${[...lines, "", `${file}: ${counts}`].join("\n")}\n`;
}
