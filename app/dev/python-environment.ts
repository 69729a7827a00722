import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Where Python packages are installed, and which. */
export interface Installation {
  folder: string;
  /** Versions by package. */
  versions: Record<string, string>;
  /** Why it could not be installed. */
  missing?: string;
}

/** An unreachable registry must not hold up the run for the minutes that pip would try. */
const pipOptions = {
  PIP_DISABLE_PIP_VERSION_CHECK: "1",
  PIP_NO_INPUT: "1",
  PIP_RETRIES: "1",
  PIP_DEFAULT_TIMEOUT: "20",
};

/**
 * A virtual environment with what a file of requirements pins, made once and kept in the cache folder under the hash of that file. A half-made one
 * is made anew.
 *
 * @param say is told how far the installation is
 */
export async function installPython(
  name: string,
  requirements: string,
  say: (line: string) => void,
): Promise<Installation> {
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = join(cacheFolder(), "bench-venv", `${name}-${hash}`);
  const complete = join(folder, "complete.json");
  if (!existsSync(complete)) {
    const missing = await make(name, folder, requirements, say);
    if (missing !== undefined) return { folder, versions: {}, missing };
    writeFileSync(complete, JSON.stringify(packages(folder), null, 2));
  }
  return { folder, versions: JSON.parse(readFileSync(complete, "utf8")) as Record<string, string> };
}

/** Installs; answers what went wrong, if something did. */
async function make(
  peer: string,
  folder: string,
  requirements: string,
  progress: (line: string) => void,
): Promise<string | undefined> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const python = spawnSync("python3", ["-m", "venv", folder], { encoding: "utf8" });
  if (python.status !== 0) return `python3 with venv is needed: ${(python.stderr ?? "python3 not found").trim()}`;
  progress(`installing ${peer} from PyPI, once (about a minute) …`);
  const pip = spawn(join(folder, "bin", "pip"), ["install", "-r", requirements], {
    env: { ...process.env, ...pipOptions },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let error = "";
  let count = 0;
  createInterface(pip.stdout).on("line", (line) => {
    const name = /^Collecting ([\w.-]+)/.exec(line)?.[1];
    if (name !== undefined) progress(`installing ${peer}: ${name} (${++count})`);
    if (/^Installing collected/.test(line)) progress(`installing ${peer}: unpacking ${count} packages …`);
  });
  createInterface(pip.stderr).on("line", (line) => {
    if (/^ERROR/.test(line)) error ||= line.slice(0, 200);
  });
  const code = await new Promise<number | null>((resolve) => pip.on("close", resolve).on("error", () => resolve(1)));
  return code === 0 ? undefined : `pip could not install it: ${error || `exit code ${code}`}`;
}

function packages(folder: string): Record<string, string> {
  const list = spawnSync(join(folder, "bin", "pip"), ["list", "--format", "json"], {
    encoding: "utf8",
    env: { ...process.env, ...pipOptions },
  });
  const rows = JSON.parse(list.stdout) as { name: string; version: string }[];
  return Object.fromEntries(rows.map(({ name, version }) => [name.toLowerCase(), version]));
}

function cacheFolder(): string {
  return process.env.BREAKWATER_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "breakwater");
}
