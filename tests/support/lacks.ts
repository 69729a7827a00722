import { findProgram } from "../../twin/addons/daemons/find-program";
import { mountNamespaceLack } from "../../twin/addons/names/mount-namespace";

/** What this machine lacks for a test, which is then left out with these words; empty where nothing is missing. */
export function lacks(...programs: ("redis-server" | "prometheus" | "names")[]): string {
  const missing = programs.flatMap((program) => {
    if (program === "names") return mountNamespaceLack() ?? [];
    const variable = program === "redis-server" ? "BREAKWATER_REDIS" : "BREAKWATER_PROMETHEUS";
    return findProgram(program, variable) ? [] : `there is no ${program} here: apt-get install ${program}`;
  });
  return missing.join("; ");
}
