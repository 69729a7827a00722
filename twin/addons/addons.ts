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
import { kedaBuild } from "./keda/programs";
import {
  metricsServerName,
  metricsServer,
  registerResourceMetrics,
  resourceMetricsApi,
} from "./metrics-server/metrics-server";
import { metricSource } from "./metric-source/metric-source";
import { addressIn, chooseAddresses, hostsFile } from "./names/addresses";
import type { Addresses } from "./names/addresses";
import { mountNamespaceLack } from "./names/mount-namespace";
import { portHolder, portTakenText } from "./names/port-holder";
import { needsOf } from "./needs";
import type { Endpoint, Needs } from "./needs";
import { buildPrograms, folderOf } from "./programs";
import type { Programs } from "./programs";
import { prometheusServer } from "./prometheus/prometheus";
import { redisServer } from "./redis/redis";
import { writeReport } from "./report";
import type { AddonReport, AddonsReport } from "./report";

export interface AddonsOptions {
  plan: Plan;
  cluster: Cluster;
  folder: AddonsFolder;
  autoscaler: ClusterAutoscalerOptions;
  onProgress: (step: Step) => void;
  signal: AbortSignal;
}

/**
 * Makes all run that a Plan needs beside the control plane, and nothing else. What cannot run is said and does not keep the
 * others from running.
 *
 * @throws the signal's reason once it is aborted
 */
export async function ensureAddons(options: AddonsOptions): Promise<AddonsReport> {
  const { plan, folder } = options;
  const needs = needsOf(plan);
  const programs = await buildPrograms(needs, options);
  const addresses = await chooseAddresses(folder, findProcesses(folder.root).length > 0);
  const servers = needs.endpoints.map((endpoint, index) => ({
    endpoint,
    address: addressIn(addresses.network, index),
  }));
  const wanted = [
    ...(needs.autoscaledPools ? [autoscalerAddon(options)] : []),
    ...servers.map(({ endpoint, address }) => serverAddon(endpoint, address, addresses, options)),
    ...(needs.endpoints.some(({ kind }) => kind === "prometheus")
      ? [metricSourceAddon(needs, addresses, options)]
      : []),
    ...(needs.scaledObjects.length > 0 ? [kedaAddon(servers, addresses, programs, options)] : []),
    ...(needs.resourceMetrics ? [metricsServerAddon(addresses, programs, options)] : []),
  ];
  if (wanted.length > 0) options.onProgress({ text: "starting what runs beside the control plane" });
  const addons = await Promise.all(wanted);
  options.signal.throwIfAborted();
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

/** An add-on from its daemons, started one after the other; what keeps them from running becomes its lack. */
async function addon(
  name: string,
  nature: AddonReport["nature"],
  { folder, signal }: AddonsOptions,
  daemons: () => Promise<Daemon[]> | Daemon[],
): Promise<AddonReport> {
  try {
    const all = await daemons();
    for (const daemon of all) await ensureDaemon(folder, daemon, signal);
    return { name, nature, daemons: all.map((daemon) => daemon.name) };
  } catch (error) {
    signal.throwIfAborted();
    return { name, nature, daemons: [], lack: error instanceof Error ? error.message : String(error) };
  }
}

function autoscalerAddon(options: AddonsOptions): Promise<AddonReport> {
  return addon("Cluster Autoscaler", "simulated", options, () => [
    clusterAutoscaler(options.folder, options.cluster, options.autoscaler),
  ]);
}

async function serverAddon(
  endpoint: Endpoint,
  address: string,
  addresses: Addresses,
  options: AddonsOptions,
): Promise<AddonReport> {
  const title = endpoint.kind === "redis" ? "Redis" : "Prometheus";
  const report = await addon(`${title} at ${endpoint.host}:${endpoint.port}`, "real", options, async () => {
    const server =
      endpoint.kind === "redis"
        ? redisServer(endpoint, address)
        : prometheusServer(endpoint, address, addresses, options.folder);
    // A stranger on every address would also answer in the server's place, and be taken for it.
    if (!isRunning(options.folder, server.name) && !(await isFree(endpoint.port, address)))
      throw new ControlPlaneError(portTakenText(endpoint.port, address, portHolder(endpoint.port, address)));
    return [server];
  });
  return { ...report, server: { ...endpoint, address } };
}

function metricSourceAddon({ queries }: Needs, addresses: Addresses, options: AddonsOptions): Promise<AddonReport> {
  return addon("the app's metrics", "simulated", options, () => [metricSource(options.folder, addresses, queries)]);
}

function kedaAddon(
  servers: readonly { endpoint: Endpoint; address: string }[],
  addresses: Addresses,
  programs: Programs,
  options: AddonsOptions,
): Promise<AddonReport> {
  const { cluster, folder } = options;
  return addon("KEDA", "real", options, async () => {
    const names = servers.map(({ endpoint: { host }, address }) => ({ host, address }));
    const hosts = names.length > 0 && mountNamespaceLack() === undefined ? hostsFile(names) : undefined;
    const keda = {
      cluster,
      folder,
      addresses,
      programs: folderOf(kedaBuild, programs),
      ...(hosts !== undefined && { hosts }),
    };
    await withApi(options, (api) => registerMetricsApi(api, addresses));
    return [kedaOperator(keda), kedaAdapter(keda)];
  });
}

function metricsServerAddon(addresses: Addresses, programs: Programs, options: AddonsOptions): Promise<AddonReport> {
  const { cluster } = options;
  return addon("metrics-server", "real", options, async () => {
    const folder = folderOf(metricsServerName, programs);
    await withApi(options, (api) => registerResourceMetrics(api, addresses));
    return [metricsServer(cluster, addresses, folder)];
  });
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
