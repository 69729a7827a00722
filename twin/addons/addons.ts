import * as fs from "node:fs";
import { ApiServer, ControlPlaneError, isFree } from "../controlplane";
import { endProcesses, findProcesses } from "../processes";
import type { Cluster } from "../controlplane";
import type { Plan } from "@breakwater/plan-views";
import type { Step } from "../terminal";
import { unregisterApi } from "./aggregated-api";
import { clusterAutoscaler } from "./cluster-autoscaler/cluster-autoscaler";
import type { ClusterAutoscalerOptions } from "./cluster-autoscaler/cluster-autoscaler";
import type { AddonsFolder } from "./daemons/addons-folder";
import { endDaemon, ensureDaemon, isRunning, recordedDaemons } from "./daemons/daemon";
import type { Daemon } from "./daemons/daemon";
import { externalMetricsApi, kedaAdapter, kedaOperator, registerMetricsApi } from "./keda/keda";
import { metricsServer, registerResourceMetrics, resourceMetricsApi } from "./metrics-server/metrics-server";
import { metricSource } from "./metric-source/metric-source";
import { addressIn, chooseAddresses, hostsFile } from "./names/addresses";
import type { Addresses } from "./names/addresses";
import { mountNamespaceLack } from "./names/mount-namespace";
import { portHolder, portTakenText } from "./names/port-holder";
import { needsOf } from "./needs";
import type { Needs } from "./needs";
import { kedaSource, metricsServerSource, Programs, sourcesFor } from "./programs/programs";
import { prometheusServer } from "./prometheus/prometheus";
import { prometheusSource } from "./prometheus/programs";
import { redisSource } from "./redis/programs";
import { redisServer } from "./redis/redis";
import { expectedAddons, writeReport } from "./report";
import type { AddonReport, AddonsReport, Server } from "./report";

export interface AddonsOptions {
  plan: Plan;
  cluster: Cluster;
  folder: AddonsFolder;
  autoscaler: ClusterAutoscalerOptions;
  /** What a build of programs waits for, so that it leaves the cores to it. What needs no build is started at once. */
  buildAfter: Promise<unknown>;
  onProgress: (step: Step) => void;
  signal: AbortSignal;
}

/** Something that is to run beside the control plane: what there is to say of it, and the daemons that it consists of. */
interface Addon extends Pick<AddonReport, "name" | "nature" | "server"> {
  daemons: () => Promise<Daemon[]> | Daemon[];
}

/**
 * Makes all run that a Plan needs beside the control plane, each as soon as its programs are there, and nothing else. What cannot
 * run is said and does not keep the others from running.
 *
 * @throws the signal's reason once it is aborted
 */
export async function ensureAddons(options: AddonsOptions): Promise<AddonsReport> {
  const { plan, folder, signal } = options;
  const needs = needsOf(plan);
  const programs = new Programs(sourcesFor(needs), options, options.buildAfter);
  const addresses = await chooseAddresses(folder, findProcesses(folder.root).length > 0);
  const servers = needs.endpoints.map((endpoint, index) => ({
    ...endpoint,
    address: addressIn(addresses.network, index),
  }));
  const wanted = [
    ...(needs.autoscaledPools ? [autoscalerAddon(options)] : []),
    ...servers.map((server) => serverAddon(server, addresses, programs, options)),
    ...(servers.some(({ kind }) => kind === "prometheus") ? [metricSourceAddon(needs, addresses, options)] : []),
    ...(needs.scaledObjects.length > 0 ? [kedaAddon(servers, addresses, programs, options)] : []),
    ...(needs.resourceMetrics ? [metricsServerAddon(addresses, programs, options)] : []),
  ];
  if (wanted.length > 0) options.onProgress({ text: "starting what runs beside the control plane" });
  const addons = expectedAddons(folder, wanted);
  writeReport(folder, { addons, notes: [] });
  const starting = wanted.map(async (addon, index) => {
    addons[index] = await startAddon(addon, options);
    // `status` and `load` see what runs already, while others are being built.
    if (!signal.aborted) writeReport(folder, { addons, notes: [] });
  });
  // All of them, so that no build goes on behind the back of a command that has failed.
  const ended = await Promise.allSettled(starting);
  signal.throwIfAborted();
  for (const start of ended) if (start.status === "rejected") throw start.reason;
  await endOthers(addons, addresses, options);
  const report = { addons, notes: notesOf(needs, addons) };
  writeReport(folder, report);
  return report;
}

/** Ends what ran and is not wanted any more. */
async function endOthers(addons: readonly AddonReport[], addresses: Addresses, options: AddonsOptions) {
  const { folder } = options;
  const running = new Set(addons.flatMap(({ daemons }) => daemons));
  const others = recordedDaemons(folder).filter((name) => !running.has(name));
  if (others.length === 0) return;
  await withApi(options, async (api) => {
    if (others.includes("keda-adapter")) await unregisterApi(api, externalMetricsApi(addresses));
    if (others.includes("metrics-server")) await unregisterApi(api, resourceMetricsApi(addresses));
  });
  for (const name of others) await endDaemon(folder, name);
}

/** Ends everything that runs beside a stack's control plane. Returns the number of processes. */
export async function removeAddons(folder: AddonsFolder): Promise<number> {
  const ended = await endProcesses(folder.root);
  fs.rmSync(folder.root, { recursive: true, force: true, maxRetries: 5 });
  return ended;
}

/** Starts an add-on's daemons, one after the other; what keeps them from running becomes its lack. */
async function startAddon({ daemons, ...about }: Addon, { folder, signal }: AddonsOptions): Promise<AddonReport> {
  try {
    const all = await daemons();
    for (const daemon of all) await ensureDaemon(folder, daemon, signal);
    return { ...about, daemons: all.map((daemon) => daemon.name) };
  } catch (error) {
    signal.throwIfAborted();
    return { ...about, daemons: [], lack: error instanceof Error ? error.message : String(error) };
  }
}

function autoscalerAddon({ folder, cluster, autoscaler }: AddonsOptions): Addon {
  return {
    name: "Cluster Autoscaler",
    nature: "simulated",
    daemons: () => [clusterAutoscaler(folder, cluster, autoscaler)],
  };
}

function serverAddon(server: Server, addresses: Addresses, programs: Programs, { folder }: AddonsOptions): Addon {
  const { kind, host, port, address } = server;
  return {
    name: `${kind === "redis" ? "Redis" : "Prometheus"} at ${host}:${port}`,
    nature: "real",
    server,
    daemons: async () => {
      const daemon =
        kind === "redis"
          ? redisServer(server, address, await programs.of(redisSource))
          : prometheusServer(server, address, addresses, folder, await programs.of(prometheusSource));
      // A stranger on every address would also answer in the server's place, and be taken for it.
      if (!isRunning(folder, daemon.name) && !(await isFree(port, address)))
        throw new ControlPlaneError(portTakenText(port, address, portHolder(port, address)));
      return [daemon];
    },
  };
}

function metricSourceAddon({ queries }: Needs, addresses: Addresses, { folder }: AddonsOptions): Addon {
  return { name: "the app's metrics", nature: "simulated", daemons: () => [metricSource(folder, addresses, queries)] };
}

function kedaAddon(
  servers: readonly Server[],
  addresses: Addresses,
  programs: Programs,
  options: AddonsOptions,
): Addon {
  const { cluster, folder } = options;
  return {
    name: "KEDA",
    nature: "real",
    daemons: async () => {
      const hosts = servers.length > 0 && mountNamespaceLack() === undefined ? hostsFile(servers) : undefined;
      const keda = {
        cluster,
        folder,
        addresses,
        programs: await programs.of(kedaSource),
        ...(hosts !== undefined && { hosts }),
      };
      await withApi(options, (api) => registerMetricsApi(api, addresses));
      return [kedaOperator(keda), kedaAdapter(keda)];
    },
  };
}

function metricsServerAddon(addresses: Addresses, programs: Programs, options: AddonsOptions): Addon {
  return {
    name: "metrics-server",
    nature: "real",
    daemons: async () => {
      const folder = await programs.of(metricsServerSource);
      await withApi(options, (api) => registerResourceMetrics(api, addresses));
      return [metricsServer(options.cluster, addresses, folder)];
    },
  };
}

async function withApi(
  { cluster, signal }: Pick<AddonsOptions, "cluster" | "signal">,
  work: (api: ApiServer) => Promise<void>,
): Promise<void> {
  const api = new ApiServer(cluster, signal);
  try {
    await work(api);
  } finally {
    api.close();
  }
}

/** What of the program's autoscaling cannot work here. */
function notesOf({ endpoints }: Needs, addons: readonly AddonReport[]): string[] {
  const lack = endpoints.length > 0 ? mountNamespaceLack() : undefined;
  if (lack === undefined || !addons.some(({ name }) => name === "KEDA")) return [];
  const hosts = endpoints.map(({ host }) => host).join(", ");
  return [`KEDA cannot resolve ${hosts} here, so the triggers on them do not work: ${lack}.`];
}
