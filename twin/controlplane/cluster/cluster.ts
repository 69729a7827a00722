import * as fs from "node:fs";
import * as path from "node:path";
import { ApiServer } from "../api/api-server";
import { endProcesses, findProcesses, pause } from "../../processes";
import { ControlPlaneError } from "../errors";
import { writeFileAtomically } from "../../files";
import type { Binaries } from "../build/binaries";
import type { Step } from "../../terminal";
import { kwokctl, kwokctlConfiguration } from "./kwokctl";
import { layoutOf, readCluster } from "./layout";
import type { Cluster, ClusterPorts, Layout } from "./layout";
import { choosePorts, isFree, loopback } from "./ports";

/** Processes of a whole cluster, by the names of kwokctl's log files. */
const components = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok-controller"] as const;

const portNames = ["apiServer", "etcd", "etcdPeer", "controllerManager", "scheduler", "kwok"] as const;

/** How long a started API server may take until it answers, milliseconds. Seen: 2 s; a busy machine takes longer. */
const startTimeout = 60_000;

/** A port may be taken by somebody else between its choice and its use; then others are chosen, this often in all. */
const attempts = 3;

export interface ClusterOptions {
  /** Absolute path of a folder that belongs to this cluster alone. */
  workFolder: string;
  name: string;
  binaries: Binaries;
  onProgress: (step: Step) => void;
  signal: AbortSignal;
}

/** How a cluster came to be running: it was, its stopped processes were started again with their data, or it is new and empty. */
export type Origin = "running" | "restarted" | "created";

/** Makes the cluster of a folder run, whatever state an earlier command, a kill or a restart of the machine left it in. */
export async function ensureCluster(options: ClusterOptions): Promise<{ cluster: Cluster; origin: Origin }> {
  const layout = layoutOf(options.workFolder, options.name);
  const existing = readCluster(layout);
  if (existing && existing.binaries.folder === options.binaries.folder) {
    if (findProcesses(layout.folder).length === components.length && (await answers(existing, options.signal))) {
      return { cluster: existing, origin: "running" };
    }
    options.onProgress({ text: "starting the control plane again" });
    if (await restart(layout, existing, options.signal)) return { cluster: existing, origin: "restarted" };
  }
  return { cluster: await createCluster(layout, options), origin: "created" };
}

/** The cluster of a folder when all of it runs and its API server answers. */
export async function runningCluster(workFolder: string, name: string): Promise<Cluster | undefined> {
  const layout = layoutOf(workFolder, name);
  const cluster = readCluster(layout);
  return cluster && (await answers(cluster)) ? cluster : undefined;
}

/** Ends every process of a folder's cluster and removes the folder. Returns the number of processes that were ended. */
export async function removeCluster(workFolder: string): Promise<number> {
  const stopped = await endProcesses(workFolder);
  fs.rmSync(workFolder, { recursive: true, force: true, maxRetries: 5 });
  return stopped;
}

async function createCluster(layout: Layout, { binaries, onProgress, signal }: ClusterOptions): Promise<Cluster> {
  for (let attempt = 1; ; attempt++) {
    // What an interrupted creation left is worth nothing.
    await removeCluster(layout.workFolder);
    signal.throwIfAborted();
    onProgress({ text: "starting the control plane" });
    const ports = await choosePorts(portNames);
    writeFileAtomically(layout.configFile, JSON.stringify(kwokctlConfiguration(binaries, ports), null, 2));
    try {
      // The empty kubeconfig keeps kwokctl away from the user's own.
      await kwokctl(layout, binaries, ["create", "cluster", "--kubeconfig", ""], signal);
      const cluster: Cluster = {
        folder: layout.folder,
        kubeconfig: path.join(layout.folder, "kubeconfig.yaml"),
        server: `https://${loopback}:${ports.apiServer}`,
        kubernetesVersion: binaries.kubernetesVersion,
        ports,
        binaries,
      };
      await waitUntilReady(cluster, layout, signal);
      writeFileAtomically(layout.readyFile, JSON.stringify(cluster, null, 2));
      return cluster;
    } catch (error) {
      // What came up of it must not go on running; its logs stay, because the error points to them.
      await endProcesses(layout.workFolder);
      if (signal.aborted) await removeCluster(layout.workFolder);
      if (signal.aborted || attempt === attempts || !saysPortTaken(layout)) throw error;
      onProgress({ text: "a port was taken meanwhile; choosing others" });
    }
  }
}

/** Starts the processes of a complete cluster that do not run. `false`: it cannot be had back and must be made anew. */
async function restart(layout: Layout, cluster: Cluster, signal: AbortSignal): Promise<boolean> {
  await endProcesses(layout.workFolder);
  // kwokctl believes that a component runs when any process has the id that it once had.
  fs.rmSync(path.join(layout.folder, "pids"), { recursive: true, force: true });
  fs.mkdirSync(path.join(layout.folder, "pids"), { recursive: true });
  if (!(await allFree(cluster.ports, signal))) return false;
  try {
    await kwokctl(layout, cluster.binaries, ["start", "cluster"], signal);
    await waitUntilReady(cluster, layout, signal);
    return true;
  } catch (error) {
    if (signal.aborted || !(error instanceof ControlPlaneError)) throw error;
    return false;
  }
}

/** The system closes the ports of a killed process a moment after the process is gone. */
const portRelease = 2_000;

async function allFree(ports: ClusterPorts, signal: AbortSignal): Promise<boolean> {
  for (const deadline = Date.now() + portRelease; ; await pause(100, signal)) {
    const free = await Promise.all(Object.values(ports).map((port) => isFree(port)));
    if (free.every(Boolean)) return true;
    if (Date.now() > deadline) return false;
  }
}

async function answers(cluster: Cluster, signal?: AbortSignal): Promise<boolean> {
  // Without its certificates it cannot be asked.
  if (!fs.existsSync(cluster.kubeconfig)) return false;
  const api = new ApiServer(cluster, signal);
  try {
    return await api.isReady();
  } finally {
    api.close();
  }
}

async function waitUntilReady(cluster: Cluster, layout: Layout, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + startTimeout;
  while (!(await answers(cluster, signal))) {
    signal.throwIfAborted();
    const dead = deadComponents(layout);
    if (dead.length > 0 || Date.now() > deadline) {
      const suspects = dead.length > 0 ? dead : ["kube-apiserver"];
      const reason =
        dead.length > 0 ? `${dead.join(", ")} ended` : `the API server does not answer after ${startTimeout / 1000} s`;
      throw new ControlPlaneError(
        `The control plane did not start: ${reason}.\n${suspects.map((name) => logTail(layout, name)).join("\n")}`,
      );
    }
    await pause(100, signal);
  }
}

function deadComponents(layout: Layout): string[] {
  const running = findProcesses(layout.folder);
  const startOf = (name: string) => `${path.join(layout.folder, "bin", name)} `;
  return components.filter((name) => !running.some(({ command }) => command.startsWith(startOf(name))));
}

function logTail(layout: Layout, name: string): string {
  const lines = readLog(layout, name).trimEnd().split("\n").slice(-5);
  return `${name}:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

function readLog(layout: Layout, name: string): string {
  try {
    return fs.readFileSync(path.join(layout.folder, "logs", `${name}.log`), "utf8");
  } catch {
    return "";
  }
}

function saysPortTaken(layout: Layout): boolean {
  return components.some((name) => readLog(layout, name).includes("address already in use"));
}
