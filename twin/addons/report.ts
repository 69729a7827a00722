import * as path from "node:path";
import { readJsonFile, writeFileAtomically } from "../files";
import type { Endpoint } from "./needs";
import { logFile } from "./daemons/addons-folder";
import type { AddonsFolder } from "./daemons/addons-folder";
import { isRunning } from "./daemons/daemon";

/** A server under a name of the cluster, and the address of this machine on which it listens. */
export type Server = Endpoint & { address: string };

/** One thing that runs, or should run, beside the control plane. */
export interface AddonReport {
  /** For example `KEDA` or `Redis at redis.development.svc:6379`. */
  name: string;
  nature: "real" | "simulated";
  /** Names of its processes. */
  daemons: string[];
  /** The server that it is. */
  server?: Server;
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

/** Why something does not run that an `up` has only begun with. */
const notYet = "its programs are not there yet; `up` is at work on them, or goes on with them when it is called again";

/** What is to run, before this `up` has looked at it: what ran before still does. */
export function expectedAddons(
  folder: AddonsFolder,
  wanted: readonly Pick<AddonReport, "name" | "nature" | "server">[],
): AddonReport[] {
  const before = readReport(folder).addons;
  return wanted.map(({ name, nature, server }) => {
    const ran = before.find((addon) => addon.name === name && addon.lack === undefined);
    return ran ?? { name, nature, daemons: [], ...(server && { server }), lack: notYet };
  });
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
