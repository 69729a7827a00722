import { areBuilt, ensurePrograms, originOf } from "../../controlplane";
import type { BuildOptions, ProgramSet } from "../../controlplane";

/** Programs that an add-on needs, and how this machine comes by them. */
export interface ProgramSource<T> {
  /** What they are, in messages: `KEDA`. */
  title: string;
  /**
   * What brings them where they are not there: the package of the system, their official images, a build, or a build only where no
   * registry answers.
   */
  from: "package" | "image" | "build" | "image or build";
  /** Why they cannot be had; absent or nothing where they can, as far as one sees before trying. */
  lack?: () => string | undefined;
  /** Whether they are on this machine, so that `obtain` returns at once. */
  isThere: (signal: AbortSignal) => Promise<boolean>;
  /**
   * Where they are, once they are there.
   *
   * @throws ControlPlaneError that says what is missing and what mends it
   */
  obtain: (options: BuildOptions) => Promise<T>;
}

const waysOf = { build: "build", download: "image", either: "image or build" } as const;

/** A set of programs of this repository's own: the folder that holds them. */
export function sourceOfSet(set: ProgramSet): ProgramSource<string> {
  return {
    title: set.title,
    get from() {
      return waysOf[originOf()];
    },
    isThere: async () => areBuilt(set),
    obtain: async (options) => (await ensurePrograms(set, options)).folder,
  };
}
