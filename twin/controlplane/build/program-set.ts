/** One program that is built from a Go module. */
export interface Binary {
  /** File name in the cache, and the name under which its process runs. */
  name: string;
  /** Go package of its `main`, a `tool` of go.mod. */
  package: string;
  /** Seconds that its build took on two cores with empty caches, in the order of the list. Only the progress line uses it. */
  seconds: number;
}

/** Programs that one Go module pins and that are built together. */
export interface ProgramSet {
  /** What they are, in messages: `the control plane`. */
  title: string;
  /** Folder of theirs in the cache. */
  cacheName: string;
  /** Folder of go.mod and go.sum. */
  folder: string;
  /** In the order in which they are built: what is shared is compiled once. */
  binaries: readonly Binary[];
  /** Build tags, by which a module leaves parts of itself out. */
  tags?: readonly string[];
  /** What the linker writes into variables of the programs, as `package.variable=value`, such as the version that they state. */
  stamps: (goMod: string) => string[];
}
