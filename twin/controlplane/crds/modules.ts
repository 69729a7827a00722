import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { pinnedVersion } from "../build/module";
import { runCommand } from "../../processes";
import type { Outcome } from "../../processes";
import { ControlPlaneError } from "../errors";

/** Folder of the go.mod and go.sum that pin the modules. */
export const definitionsFolder = __dirname;

/** Changes when a pinned version does, and only then: it names the folder of the cache. */
export function definitionsKey(folder = definitionsFolder): string {
  const files = ["go.mod", "go.sum"].map((name) => fs.readFileSync(path.join(folder, name), "utf8"));
  return createHash("sha256").update(files.join("\0")).digest("hex").slice(0, 16);
}

/**
 * The folder of a module's files in Go's own cache, downloaded if need be: that module alone, since a version is asked for by
 * name, and checked against go.sum.
 *
 * @throws ControlPlaneError with Go's own words
 */
export async function downloadModule(module: string, signal: AbortSignal): Promise<string> {
  const version = pinnedVersion(fs.readFileSync(path.join(definitionsFolder, "go.mod"), "utf8"), module);
  const outcome = await runCommand("go", ["mod", "download", "-json", `${module}@${version}`], {
    cwd: definitionsFolder,
    env: { ...process.env, GOWORK: "off" },
    signal,
  });
  if (outcome.kind === "done" && outcome.exitCode === 0) return (JSON.parse(outcome.stdout) as { Dir: string }).Dir;
  throw new ControlPlaneError(
    `The custom resource definitions of ${module} ${version} cannot be had: ${reasonOf(outcome)}`,
  );
}

function reasonOf(outcome: Outcome): string {
  if (outcome.kind !== "done") return "there is no `go` on the PATH";
  return errorOf(outcome.stdout) || outcome.stderr.trim() || `go ended with ${outcome.exitCode}`;
}

/** Go puts its reason into the JSON where it got as far as that. */
function errorOf(stdout: string): string | undefined {
  try {
    return (JSON.parse(stdout) as { Error?: string }).Error;
  } catch {
    return undefined;
  }
}
