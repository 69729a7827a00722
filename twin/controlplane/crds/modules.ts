import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { pinnedVersion } from "../build/module";
import { ControlPlaneError } from "../errors";

const run = promisify(execFile);

/** Folder of the go.mod and go.sum that pin the modules. */
export const DEFINITIONS_FOLDER = __dirname;

/** Changes when a pinned version does, and only then: it names the folder of the cache. */
export function definitionsKey(folder = DEFINITIONS_FOLDER): string {
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
  const version = pinnedVersion(fs.readFileSync(path.join(DEFINITIONS_FOLDER, "go.mod"), "utf8"), module);
  try {
    const { stdout } = await run("go", ["mod", "download", "-json", `${module}@${version}`], {
      cwd: DEFINITIONS_FOLDER,
      env: { ...process.env, GOWORK: "off" },
      signal,
    });
    return (JSON.parse(stdout) as { Dir: string }).Dir;
  } catch (error) {
    const { code, stdout, stderr, message } = error as NodeJS.ErrnoException & { stdout?: string; stderr?: string };
    const reason = code === "ENOENT" ? "there is no `go` on the PATH" : errorOf(stdout) || stderr?.trim() || message;
    throw new ControlPlaneError(`The custom resource definitions of ${module} ${version} cannot be had: ${reason}`);
  }
}

/** Go puts its reason into the JSON where it got as far as that. */
function errorOf(stdout = ""): string | undefined {
  try {
    return (JSON.parse(stdout) as { Error?: string }).Error;
  } catch {
    return undefined;
  }
}
