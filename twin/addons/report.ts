import * as path from "node:path";
import { readJsonFile, writeFileAtomically } from "../files";
import type { Endpoint } from "./needs";
import { logFile } from "./daemons/addons-folder";
import type { AddonsFolder } from "./daemons/addons-folder";
import { isRunning } from "./daemons/daemon";

/** One thing that runs, or should run, beside the control plane. */
export interface AddonReport {
  /** For example `KEDA` or `Redis at redis.development.svc:6379`. */
  name: string;
  nature: "real" | "simulated";
  /** Names of its processes. */
  daemons: string[];
  /** The server that it is, and the address of this machine on which it listens. */
  server?: Endpoint & { address: string };
  /** Why it does not run, and what mends it. */
  lack?: string;
}

/** What runs beside the control plane, and what cannot. */
export interface AddonsReport {
  addons: AddonReport[];
  /** What of the program cannot work here, in whole sentences. */
  notes: string[];
}

const fileOf = ({ root }: AddonsFolder) => path.join(root, "addons.json");

/** What the last `up` came to; nothing where there was none. */
function readReport(folder: AddonsFolder): AddonsReport {
  return (readJsonFile(fileOf(folder)) as AddonsReport | undefined) ?? { addons: [], notes: [] };
}

export function writeReport(folder: AddonsFolder, report: AddonsReport): void {
  writeFileAtomically(fileOf(folder), JSON.stringify(report, null, 2));
}

/** What the last `up` came to, as it is now: a daemon that ended since is a lack. */
export function currentAddons(folder: AddonsFolder): AddonReport[] {
  return readReport(folder).addons.map((addon) => {
    const ended = addon.daemons.filter((name) => !isRunning(folder, name));
    if (ended.length === 0) return addon;
    const log = logFile(folder, ended[0]!);
    return { ...addon, lack: `${ended.join(", ")} ended; its log is ${log}, and \`up\` starts it again` };
  });
}
