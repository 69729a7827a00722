import { ImageError, nameOf } from "./image";
import type { Image } from "./image";
import type { Lock } from "./lock";
import { readManifest } from "./manifest";
import { patient } from "./patience";
import { Registry } from "./registry";

/** What became of one image's line in the lock file. */
export interface LockChange {
  image: string;
  change: "new" | "changed" | "same" | "removed" | "unknown";
  /** The digest before, if there was one. */
  before?: string;
  /** The digest now; absent where the line is gone. */
  digest?: string;
  /** Why the registry did not tell: the line stays as it was. */
  why?: string;
}

/**
 * Asks the registries what each tag names now.
 *
 * @param lock the digests until now
 * @returns the digests from now on, and what became of each line. A tag whose registry does not tell keeps its line
 * @throws the signal's reason once it is aborted
 */
export async function refreshLock(
  images: readonly Image[],
  lock: Lock,
  signal: AbortSignal,
  onProgress: (image: string) => void,
): Promise<{ lock: Lock; changes: LockChange[] }> {
  const registries = new Map<string, Registry>();
  const next: Record<string, string> = {};
  const changes: LockChange[] = [];
  for (const image of images) {
    const [name, { registry: host }] = [nameOf(image), image];
    const before = lock[name];
    onProgress(name);
    const registry = registries.get(host) ?? new Registry(host, { patience: patient, signal });
    registries.set(host, registry);
    try {
      const { digest } = await readManifest(registry, image);
      next[name] = digest;
      const change = before === undefined ? "new" : before === digest ? "same" : "changed";
      changes.push({ image: name, change, ...(before !== undefined && { before }), digest });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ImageError)) throw error;
      if (before !== undefined) next[name] = before;
      changes.push({
        image: name,
        change: "unknown",
        ...(before !== undefined && { before, digest: before }),
        why: error.message,
      });
    }
  }
  const names = new Set(images.map(nameOf));
  for (const [name, before] of Object.entries(lock))
    if (!names.has(name)) changes.push({ image: name, change: "removed", before });
  return { lock: next, changes };
}
