import * as path from "node:path";
import type { Cluster } from "../../controlplane";
import { clusterIdentity } from "../cluster-identity";
import type { AddonsFolder } from "../daemons/addons-folder";
import { isRunning } from "../daemons/daemon";
import type { Daemon } from "../daemons/daemon";
import { nodeProgram } from "../node-program";
import { emptyRecord, readRecord } from "./record";
import type { AutoscalerRecord } from "./record";

/** Name of its process and its log. */
const clusterAutoscalerName = "cluster-autoscaler";

export interface ClusterAutoscalerOptions {
  /** kwokctl's folder of the stack, and the cluster's name there. */
  clusterFolder: string;
  clusterName: string;
  stateFile: string;
  stack: string;
  /** Seconds until a new node is there, and for which a node must be unneeded before it goes. */
  bootSeconds: number;
  idleSeconds: number;
}

/** The twin's own Cluster Autoscaler as a process. */
export function clusterAutoscaler(folder: AddonsFolder, cluster: Cluster, options: ClusterAutoscalerOptions): Daemon {
  return {
    name: clusterAutoscalerName,
    configuration: clusterIdentity(cluster),
    ...nodeProgram(path.join(__dirname, "main.ts"), {
      cluster: options.clusterFolder,
      name: options.clusterName,
      state: options.stateFile,
      stack: options.stack,
      addons: folder.root,
      "boot-seconds": options.bootSeconds,
      "idle-seconds": options.idleSeconds,
    }),
    // Nothing waits for it: it is at work as soon as it runs.
    isReady: () => Promise.resolve(isRunning(folder, clusterAutoscalerName)),
  };
}

/** What the autoscaler of a stack is about; `undefined` where it does not run. */
export function currentRecord(folder: AddonsFolder): AutoscalerRecord | undefined {
  return isRunning(folder, clusterAutoscalerName) ? (readRecord(folder) ?? emptyRecord()) : undefined;
}
