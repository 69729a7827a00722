/** Programs of the system, by their Debian package of the same name, that some tests run. Tests without theirs are skipped. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Longest time that an installation may take, milliseconds. */
const PATIENCE = 10 * 60_000;

/** Names under which other systems than Debian have the same program. */
const otherNames = { chromium: ["chromium-browser", "google-chrome"] };

/** Those of the programs that this machine has not, each once. */
export function missingPrograms(programs) {
  return [...new Set(programs)].filter((program) => ![program, ...(otherNames[program] ?? [])].some(isOnPath));
}

/**
 * Installs programs where that changes nobody's machine: in a container, where root is at work and no systemd would start the
 * services that the packages bring. Elsewhere, and when it does not succeed, the tests are skipped and the machine is left alone.
 */
export function installInContainer(programs) {
  if (programs.length === 0 || process.getuid?.() !== 0 || !isOnPath("apt-get") || existsSync("/run/systemd/system"))
    return;
  console.log(`Installing ${programs.join(", ")} by apt-get …`);
  const options = { stdio: ["ignore", "ignore", "inherit"], timeout: PATIENCE };
  // The run level keeps the packages' scripts from starting their services where there is another service manager.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const aptGet = (...args) => spawnSync("apt-get", ["--quiet=2", ...args], { ...options, env }).status === 0;
  const install = () => aptGet("install", "--yes", "--no-install-recommends", ...programs);
  // A fresh image has no lists, an older one has lists of packages that are gone.
  if (!(aptGet("update") && install())) console.log("That did not succeed.");
}

function isOnPath(program) {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .filter(Boolean)
    .some((folder) => isExecutable(join(folder, program)));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
