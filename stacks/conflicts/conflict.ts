import type { Settings } from "../schema";

/** A setting that is sound alone and impossible beside the others. */
export interface Finding {
  /** Path of the setting, for example `pools.gpu.initialCount`. */
  path: string;
  /** Completes the sentence "must be …", and names the other settings with their values. */
  allowed: string;
}

/** A combination of settings that Azure, Kubernetes or the specification rules out. */
export interface Conflict {
  /** Paths of the settings that `find` reads: it is asked only when each of them is sound in itself. */
  reads: readonly string[];
  find: (settings: Settings) => Finding[];
}

/** A finding when `holds` is false. */
export const unless = (holds: boolean, path: string, allowed: string): Finding[] => (holds ? [] : [{ path, allowed }]);
