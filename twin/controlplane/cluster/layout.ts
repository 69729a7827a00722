import * as path from "node:path";
import { readJsonFile } from "../../files";
import type { Binaries } from "../build/binaries";

/** Ports of the control plane's processes, all on loopback. */
export interface ClusterPorts {
  apiServer: number;
  etcd: number;
  etcdPeer: number;
  controllerManager: number;
  scheduler: number;
  kwok: number;
}

/** A running cluster, and all that is needed to talk to it. */
export interface Cluster {
  /** Folder of the cluster: data, certificates, logs. */
  folder: string;
  /** For kubectl and every other client. */
  kubeconfig: string;
  /** For example `https://127.0.0.1:20123`. */
  server: string;
  kubernetesVersion: string;
  ports: ClusterPorts;
  binaries: Binaries;
}

/** Where things lie in the folder that kwokctl works in. */
export interface Layout {
  /** kwokctl's own folder (KWOK_WORKDIR). */
  workFolder: string;
  /** Name that kwokctl knows the cluster by. */
  name: string;
  /** Folder of the cluster in it. */
  folder: string;
  /** Written last when a cluster has come up; a folder without it is the rest of an interrupted creation. */
  readyFile: string;
  configFile: string;
}

/**
 * @param workFolder absolute path of a folder that belongs to this cluster alone
 * @param name cluster name, unique among the twins of this machine only for the reader's sake
 */
export function layoutOf(workFolder: string, name: string): Layout {
  return {
    workFolder,
    name,
    folder: path.join(workFolder, "clusters", name),
    readyFile: path.join(workFolder, "ready.json"),
    configFile: path.join(workFolder, "kwokctl.json"),
  };
}

/** The cluster whose creation was completed in this folder, running or not; `undefined` when there is none. */
export function readCluster(layout: Layout): Cluster | undefined {
  return readJsonFile(layout.readyFile) as Cluster | undefined;
}
