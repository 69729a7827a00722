import * as fs from "node:fs";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { readProfile } from "@breakwater/cluster-autoscaler";
import { ApiServer, layoutOf, readCluster } from "../../controlplane";
import { autoscalerProfileOfState, poolsOfState, regionOfState, StackState } from "../../state";
import { addonsFolder } from "../daemons/addons-folder";
import { Autoscaler, type PoolSettings } from "./autoscaler";
import { readRecord, writeRecord } from "./record";

/** Milliseconds between two looks at the cluster. AKS' burst profile looks every 20 s, at nodes that take minutes. */
const scanInterval = 1_000;

/** The process of the twin's Cluster Autoscaler: looks, acts, and goes on after an error, which its log has. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cluster: { type: "string" },
      name: { type: "string" },
      state: { type: "string" },
      stack: { type: "string" },
      addons: { type: "string" },
      "boot-seconds": { type: "string" },
      "idle-seconds": { type: "string" },
    },
  });
  const cluster = readCluster(layoutOf(values.cluster!, values.name!));
  if (!cluster) throw new Error(`there is no cluster in ${values.cluster}`);
  const folder = addonsFolder(values.addons!);
  const log = (text: string) => process.stdout.write(`${new Date().toISOString()} ${text}\n`);
  const autoscaler = new Autoscaler({
    api: new ApiServer(cluster),
    pools: poolsReader(values.state!, values.stack!, log),
    bootSeconds: Number(values["boot-seconds"]),
    idleSeconds: Number(values["idle-seconds"]),
    record: readRecord(folder),
    log,
    onChange: (record) => writeRecord(folder, record),
  });
  log("looking for pods that wait for a node");
  for (;;) {
    await autoscaler.scan().catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
    await sleep(scanInterval);
  }
}

/** Reads the stack's pools again when its state has changed: an `up` may have another program by now. */
function poolsReader(file: string, stack: string, log: (text: string) => void): () => PoolSettings {
  let known: PoolSettings = { pools: [], region: "local", profile: readProfile(undefined).profile };
  let read = 0;
  return () => {
    const changed = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (changed !== read) {
      const state = StackState.open(file, stack);
      const { profile, problems } = readProfile(autoscalerProfileOfState(state));
      for (const problem of problems) log(`autoScalerProfile of the cluster: ${problem}; AKS' default is taken`);
      known = { pools: poolsOfState(state), region: regionOfState(state), profile };
    }
    read = changed;
    return known;
  };
}

void main();
