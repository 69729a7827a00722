import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { pinnedVersion } from "../build/module";
import { cacheRoot } from "../build/cache";
import { takeFromProxy } from "./module-proxy";
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
 * Where a folder of a module's files is, downloaded if need be: in Go's own cache, or, where Go is missing or fails, in ours. It is
 * that module alone, since a version is asked for by name, and checked against go.sum.
 *
 * @param folder path in the module
 * @returns folder that holds that path
 * @throws ControlPlaneError with Go's own words
 * @throws the signal's reason once it is aborted
 */
export async function downloadModule(module: string, folder: string, signal: AbortSignal): Promise<string> {
  const version = pinnedVersion(fs.readFileSync(path.join(definitionsFolder, "go.mod"), "utf8"), module);
  const byGo = await downloadByGo(module, version, signal);
  if ("folder" in byGo) return byGo.folder;
  const target = path.join(cacheRoot(), "definitions", definitionsKey(), "modules", `${module}@${version}`);
  if (fs.existsSync(target)) return target;
  try {
    await takeFromProxy({ module, version, sum: sumIn(definitionsFolder, module, version) }, folder, target, signal);
    return target;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ControlPlaneError)) throw error;
    throw new ControlPlaneError(
      `The custom resource definitions of ${module} ${version} cannot be had: ${byGo.lack}, and ${error.message}`,
    );
  }
}

async function downloadByGo(
  module: string,
  version: string,
  signal: AbortSignal,
): Promise<{ folder: string } | { lack: string }> {
  const outcome = await runCommand("go", ["mod", "download", "-json", `${module}@${version}`], {
    cwd: definitionsFolder,
    env: { ...process.env, GOWORK: "off" },
    signal,
  });
  if (outcome.kind === "done" && outcome.exitCode === 0)
    return { folder: (JSON.parse(outcome.stdout) as { Dir: string }).Dir };
  return { lack: reasonOf(outcome) };
}

/** What go.sum says of a module's files. */
function sumIn(folder: string, module: string, version: string): string {
  const lines = fs.readFileSync(path.join(folder, "go.sum"), "utf8").split("\n");
  const line = lines.find((text) => text.startsWith(`${module} ${version} `));
  if (line === undefined) throw new Error(`${folder}/go.sum does not have ${module} ${version}`);
  return line.split(" ")[2]!;
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
