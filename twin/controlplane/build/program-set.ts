import type { Image } from "../../images";

/** Where the makers of a program publish it, in the version that go.mod pins. */
export interface OfficialProgram {
  image: Image;
  /** File in the image, links included. */
  path: string;
  /** Arguments with which it runs for a moment and ends with 0. */
  args: readonly string[];
  /** What it then prints; its version, where it can say that. */
  says: string;
  /** A text that stands in the file itself: its version, where it cannot say that. */
  holds?: string;
}

/** One program that is built from a Go module, or taken from its makers' image. */
export interface Binary {
  /** File name in the cache, and the name under which its process runs. */
  name: string;
  /** Go package of its `main`, a `tool` of go.mod. */
  package: string;
  /** Seconds that its build took on two cores with empty caches, in the order of the list. Only the progress line uses it. */
  seconds: number;
  /**
   * The official program of the version in go.mod. Absent: there is none, and it is always built.
   *
   * @param goMod text of the set's go.mod
   */
  official?: (goMod: string) => OfficialProgram;
}

/** Programs that one Go module pins and that are had together. */
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
