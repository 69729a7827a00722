import { spawnSync } from "node:child_process";

/** Why shell cannot be checked here, and what mends it; `undefined` when it can. */
export function shellcheckLack(): string | undefined {
  const found = spawnSync("shellcheck", ["--version"]).status === 0;
  return found ? undefined : "there is no shellcheck here: apt-get install shellcheck";
}
