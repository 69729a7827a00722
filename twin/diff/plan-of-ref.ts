import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { PlanFileError, readPlan } from "../plan/read-plan";
import type { Plan } from "@breakwater/plan-views";
import { runCommand } from "../processes";

/** One side of a comparison cannot be had. The command answers it with exit code 2. */
export class DiffSideError extends Error {
  override name = "DiffSideError";
}

/** A checkout of a ref, or the working tree itself. */
export interface Side {
  /** As the user named it. */
  title: string;
  /** Folder of Pulumi.yaml. */
  folder: string;
  remove(): void;
}

/**
 * Lays a git ref out in a folder of its own; the repository itself is not touched. Packages are those of this checkout where
 * the lockfiles are the same, and are installed where they are not.
 *
 * @throws DiffSideError where git does not know the ref, or the packages cannot be installed
 * @throws the signal's reason once it is aborted; nothing is left of it then
 */
export async function checkOut(
  ref: string,
  project: string,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<Side> {
  const commit = git(project, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  if (commit === undefined) throw new DiffSideError(`${ref}: is no file, and no git ref of this repository`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-diff-"));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  try {
    await command(
      "git",
      ["-C", project, "archive", "--output", path.join(folder, "tree.tar"), commit.trim()],
      project,
      ref,
      signal,
    );
    await command("tar", ["-xf", path.join(folder, "tree.tar"), "-C", folder], project, ref, signal);
    fs.rmSync(path.join(folder, "tree.tar"));
    await providePackages(project, folder, ref, onProgress, signal);
    return { title: ref, folder, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function providePackages(
  project: string,
  folder: string,
  ref: string,
  onProgress: (text: string) => void,
  signal: AbortSignal,
) {
  const lock = (of: string) => {
    const file = path.join(of, "package-lock.json");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  };
  if (lock(project) === lock(folder)) {
    fs.symlinkSync(path.join(project, "node_modules"), path.join(folder, "node_modules"));
    return;
  }
  onProgress(`${ref}: installing its packages, which are not those of this checkout`);
  await command("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder, ref, signal);
}

/**
 * The Plan of a stack as a side's own code makes it, in a process of its own.
 *
 * @throws DiffSideError with what the program says, where it cannot be run
 */
export async function planOfSide({ folder, title }: Side, stack: string, signal: AbortSignal): Promise<Plan> {
  const bin = path.join(folder, "bin/breakwater.cjs");
  if (!fs.existsSync(bin)) throw new DiffSideError(`${title}: has no bin/breakwater.cjs, so it has no Plan to compare`);
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-plan-")), "plan.json");
  try {
    const stdout = await command(
      process.execPath,
      [bin, "plan", "--stack", stack, "--json"],
      folder,
      `${title}, stack ${stack}`,
      signal,
      clockOfBothSides,
    );
    fs.writeFileSync(file, stdout);
    return readPlan(file);
  } catch (error) {
    // The checkout's folder is gone when this is read: a path in the repository says more.
    if (error instanceof DiffSideError) error.message = error.message.replaceAll(`${folder}${path.sep}`, "");
    if (error instanceof PlanFileError)
      throw new DiffSideError(error.message.replace(file, `${title}, stack ${stack}`));
    throw error;
  } finally {
    fs.rmSync(path.dirname(file), { recursive: true, force: true });
  }
}

/** Both sides have one clock, and neither is refused for the day on which they are compared. */
const clockOfBothSides = { BREAKWATER_NOW: process.env.BREAKWATER_NOW || new Date().toISOString() };

function git(folder: string, args: string[]): string | undefined {
  const { status, stdout } = spawnSync("git", ["-C", folder, ...args], { encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}

/** Runs a command to its end; its stdout. What it says on stderr becomes the error's message. */
async function command(
  program: string,
  args: string[],
  cwd: string,
  what: string,
  signal: AbortSignal,
  more: NodeJS.ProcessEnv = {},
): Promise<string> {
  const outcome = await runCommand(program, args, { cwd, signal, env: { ...process.env, ...more } });
  if (outcome.kind !== "done") throw new DiffSideError(`${what}: ${program} cannot be run`);
  if (outcome.exitCode === 0) return outcome.stdout;
  const ended = `${path.basename(program)} ended with ${outcome.exitCode}`;
  throw new DiffSideError(`${what}: ${ended}:\n${outcome.stderr.trim()}`);
}
