import * as fs from "node:fs";
import * as path from "node:path";
import { ControlPlaneError } from "../../controlplane";
import type { BuildOptions } from "../../controlplane";
import { runCommand } from "../../processes";
import { findProgram } from "../daemons/find-program";

const tools = ["apt-get", "dpkg-deb"] as const;

/** Longest time of one command, seconds. Seen: 10 s for the lists of packages, 1 s for a package. */
const patience = 300;

/** Seconds that a mirror may be silent. */
const silence = 20;

/** Programs that `unpackPackages` runs and this machine does not have. */
export function lacksForUnpacking(env: NodeJS.ProcessEnv = process.env): string[] {
  return tools.filter((tool) => findProgram(tool, undefined, env) === undefined);
}

/**
 * Unpacks packages of Debian, or of a system that descends from it, with those that they depend on and this machine lacks. Nothing
 * is installed: no root is needed, no script of a package runs, no service starts. apt checks the packages by its own keys.
 *
 * @param names packages, the one that gives the others their sense first; they come too where they are installed already
 * @param folder where the packages' `usr` comes to lie; replaced as a whole, or not at all
 * @throws ControlPlaneError with apt's or dpkg's own words
 */
export async function unpackPackages(
  names: readonly [string, ...string[]],
  folder: string,
  { onProgress, signal }: Pick<BuildOptions, "onProgress" | "signal">,
): Promise<void> {
  fs.mkdirSync(path.dirname(folder), { recursive: true, mode: 0o700 });
  const draft = fs.mkdtempSync(`${folder}.draft-`);
  const text = `taking ${names[0]} from its Debian package`;
  const run = (tool: (typeof tools)[number], args: string[], detail: string): Promise<Ended> => {
    onProgress({ text, detail });
    return endOf(tool, args, signal);
  };
  const apt = (args: string[], detail: string) => run("apt-get", [...ownFolders(draft), ...args], detail);
  const packages = path.join(draft, "packages");
  const arrived = () => fs.readdirSync(packages).filter((entry) => entry.endsWith(".deb"));
  const download = async (...lists: string[]): Promise<Ended> => {
    // Without --reinstall apt is content with what is installed, wherever its files are by now.
    const options = ["--reinstall", "--download-only", "--yes", "--no-install-recommends"];
    const ended = await apt([...lists, "install", ...options, ...names], "downloading");
    // It ends well, too, where the version that is installed can be had nowhere any more.
    return arrived().length === 0 ? { failure: "apt-get downloaded nothing", ...ended } : ended;
  };
  try {
    for (const own of ["packages/partial", "lists/partial", "root"])
      fs.mkdirSync(path.join(draft, own), { recursive: true });
    let { failure } = await download();
    if (failure !== undefined) {
      // A fresh image has no lists, an older one has lists of packages that are gone.
      const lists = ["--option", `Dir::State::Lists=${path.join(draft, "lists")}`];
      const update = await apt([...lists, "update"], "reading the lists of packages");
      failure = update.failure ?? (await download(...lists)).failure;
      // Without a network it goes on with no list at all, and then knows no package.
      const [unread] = update.warnings;
      if (failure !== undefined && unread !== undefined) failure += `; before: ${unread}`;
    }
    const root = path.join(draft, "root");
    for (const file of arrived())
      failure ??= (await run("dpkg-deb", ["--extract", path.join(packages, file), root], "unpacking")).failure;
    if (failure !== undefined) throw new ControlPlaneError(`${text} failed: ${failure}`);
    put(root, folder);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

/** Puts a folder in another's place. Of two who do so at once, the second one's is dropped: both have the same. */
function put(made: string, folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true });
  try {
    fs.renameSync(made, folder);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** Folders below an unpacked package that hold shared libraries, for `LD_LIBRARY_PATH`. */
export function librariesIn(folder: string): string[] {
  const places = ["usr/lib", "lib"].map((place) => path.join(folder, place)).filter((place) => fs.existsSync(place));
  const folders = places.flatMap((place) => [
    place,
    ...fs
      .readdirSync(place, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(place, entry.name)),
  ]);
  return folders.filter((place) => fs.readdirSync(place).some((file) => /\.so(\.|$)/.test(file)));
}

/** Options with which apt writes into a folder of ours alone, so that it needs neither root nor a lock of the system's. */
function ownFolders(draft: string): string[] {
  const settings = {
    "Dir::Cache": draft,
    "Dir::Cache::Archives": path.join(draft, "packages"),
    "Debug::NoLocking": "true",
    // As root it would download as the user _apt, who may not write there.
    "APT::Sandbox::User": "root",
    "Acquire::http::Timeout": String(silence),
    "Acquire::https::Timeout": String(silence),
    "Acquire::Retries": "1",
  };
  return ["--quiet=2", ...Object.entries(settings).flatMap(([name, value]) => ["--option", `${name}=${value}`])];
}

/** How a tool ended. */
interface Ended {
  /** Why it failed, in its own words; absent where it did not. */
  failure?: string;
  /** What it could not do and went on without. */
  warnings: string[];
}

async function endOf(tool: string, args: string[], signal: AbortSignal): Promise<Ended> {
  const env = { ...process.env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" };
  const outcome = await runCommand(tool, args, { env, seconds: patience, signal });
  const failed = (failure: string, warnings: string[] = []): Ended => ({ failure, warnings });
  if (outcome.kind === "absent") return failed(`${tool} cannot be run: ${outcome.why ?? "it is not on the PATH"}`);
  if (outcome.kind === "slow") return failed(`${tool} had not ended after ${outcome.seconds} s`);
  const lines = outcome.stderr.split("\n").filter(Boolean);
  const marked = (mark: RegExp) => lines.filter((line) => mark.test(line)).map((line) => line.replace(mark, ""));
  const warnings = marked(/^W: /);
  if (outcome.exitCode === 0) return { warnings };
  const errors = marked(/^(?:E|dpkg-deb: error): /);
  const words = [...new Set(errors.length > 0 ? errors : lines.slice(-3))];
  return failed(
    words.length > 0 ? `${tool} says: ${words.join("; ")}` : `${tool} ended with ${outcome.exitCode}`,
    warnings,
  );
}
