import * as fs from "node:fs";
import * as path from "node:path";
import { createHash } from "node:crypto";
import type { ProgramSet } from "./program-set";

/** What a Go module pins. */
export interface GoModule {
  /** The text of go.mod. */
  goMod: string;
  /** Oldest Go that can build it, for example `1.26.0`. */
  goVersion: string;
  /** Flags of every build. */
  flags: string[];
  /** Changes when a dependency, a flag or this machine's kind does, and only then: it names the folder of the cache. */
  key: string;
}

/** Reads the module of a set of programs. `folder` and `platform` are for tests. */
export function readModule(
  set: Pick<ProgramSet, "folder" | "stamps" | "tags">,
  folder = set.folder,
  platform = `${process.platform}/${process.arch}`,
): GoModule {
  const goMod = fs.readFileSync(path.join(folder, "go.mod"), "utf8");
  const sum = fs.readFileSync(path.join(folder, "go.sum"), "utf8");
  const ldflags = ["-s", "-w", ...set.stamps(goMod).map((stamp) => `-X ${stamp}`)].join(" ");
  const tags = set.tags === undefined ? [] : ["-tags", set.tags.join(",")];
  const flags = ["-trimpath", "-buildvcs=false", "-mod=readonly", ...tags, "-ldflags", ldflags];
  // The version of Go is not in the key: a newer patch of Go is no reason to wait minutes again.
  const key = createHash("sha256")
    .update([goMod, sum, platform, ...flags].join("\0"))
    .digest("hex");
  const goVersion = /^go (\S+)$/m.exec(goMod)?.[1];
  if (goVersion === undefined) throw new Error(`${folder}/go.mod does not say which Go it needs`);
  return { goMod, goVersion, flags, key: key.slice(0, 16) };
}

/** The version of a module that a go.mod requires. */
export function pinnedVersion(goMod: string, module: string): string {
  const line = goMod.split("\n").find((name) => name.trim().startsWith(`${module} v`));
  const version = line?.trim().split(/\s+/)[1];
  if (version === undefined) throw new Error(`go.mod does not require ${module}`);
  return version;
}
