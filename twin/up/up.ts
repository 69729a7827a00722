import { type Plan, resourcesOf } from "@breakwater/plan-views";
import { addonsFolder, ensureAddons, currentRecord, addonPrograms, removeAddons } from "../addons";
import type { AddonsReport } from "../addons";
import { ApiServer, ensureBinaries, ensureCluster, removeCluster } from "../controlplane";
import type { Cluster, Origin } from "../controlplane";
import { composeBackend, runProgram, simulatedPackages } from "../engine";
import type { Failure } from "../engine";
import type { Step } from "../terminal";
import { applyDefinitions, applyProgram } from "./apply/apply-program";
import { inPlanOrder } from "../changes";
import type { Change } from "../changes";
import { readPlatform, waitsForAzure } from "./report";
import type { PlatformReport } from "./report";
import { waitForScaledObjects, waitForWorkloads } from "./wait";
import { rehearseOver, UpRefused } from "./rehearsal";
import { withStack } from "./session";
import { poolsOfState, removeStackFolder, stackFolder, StackState } from "../state";
import type { StackFolder } from "../state";

export interface UpOptions {
  /** Folder of Pulumi.yaml. */
  projectDir: string;
  stack: string;
  /** Values over those of the stack file, by `key` or `namespace:key`. */
  configOverrides?: Record<string, string>;
  /** Seconds to wait for the workloads. */
  timeout: number;
  /** Seconds until a node that pending pods ask for is there. */
  nodeBootSeconds: number;
  /** Seconds for which a node must be unneeded before it goes. */
  nodeIdleSeconds: number;
  onProgress: (step: Step) => void;
  /** Gets the Plan as soon as it is known, which is long before a first build of the control plane is done. */
  onPlan: (plan: Plan) => void;
  /** Told as soon as the platform can be used while programs of what runs beside it are still to come, which takes minutes. */
  onUsable: (platform: UsablePlatform) => void;
  /** Interrupts it; the next `up` goes on from there. */
  signal: AbortSignal;
}

/** A platform that is up, but for what runs beside the control plane. */
export interface UsablePlatform extends Pick<UpReport, "cluster" | "failures"> {
  platform: PlatformReport;
  /** Programs that are not there yet, by title, in the order in which they come: `KEDA`. */
  missing: string[];
}

/** What an `up` came to. */
export interface UpReport {
  stack: string;
  cluster: Pick<Cluster, "server" | "kubeconfig" | "kubernetesVersion">;
  /** How the control plane came to be running. */
  origin: Origin;
  changes: Change[];
  /** Resources that were refused, and errors of the program; empty when all went well. */
  failures: Failure[];
  /** Helm releases, none of which the twin installs. */
  skippedReleases: string[];
  /** What runs beside the control plane, and what cannot. */
  addons: AddonsReport["addons"];
  notes: AddonsReport["notes"];
  /** What the twin only checks, because who acts on it is in Azure or in containers. */
  waitsForAzure: string[];
  platform: PlatformReport;
  /** Whether nothing failed and every workload is available. */
  ok: boolean;
}

/**
 * Brings the platform of a stack up on the twin: the program's Plan first, then the control plane, then every object applied
 * to it, then what the program no longer has deleted, then a wait for the workloads.
 *
 * @throws ProjectError, ProgramError before anything was changed: the program is not right
 * @throws UpRefused before anything was changed: Azure, its provider or Pulumi refuses what the program changes
 * @throws ControlPlaneError when the control plane cannot be built or started
 * @throws the signal's reason once it is aborted
 */
export async function up(options: UpOptions): Promise<UpReport> {
  const folder = stackFolder(options.projectDir, options.stack);
  return withStack(folder, async () => {
    const { signal } = options;
    const { plan, cluster, origin } = await planAndStart(options, folder);
    const plannedUrns = resourcesOf(plan).map(({ urn }) => urn);
    const api = new ApiServer(cluster, signal);
    try {
      const state = StackState.open(folder.stateFile, options.stack);
      // A new cluster is empty, whatever the state says about the one before it.
      if (origin === "created") state.forgetAll();
      const definitions = await applyDefinitions(options, api, plan, signal);
      const applied = await applyProgram(options, api, state, signal);
      const failures = [...definitions, ...applied.failures];
      const { platform, addons, notes } = await settle({ options, folder, plan, cluster, api, state, failures });
      const { server, kubeconfig, kubernetesVersion } = cluster;
      const ok = failures.length === 0 && platform.workloads.every(({ complete }) => complete);
      return {
        stack: options.stack,
        cluster: { server, kubeconfig, kubernetesVersion },
        origin,
        changes: inPlanOrder(applied.changes, plannedUrns),
        failures,
        skippedReleases: applied.skippedReleases,
        addons,
        notes,
        waitsForAzure: waitsForAzure(plan, addons),
        platform,
        ok,
      };
    } finally {
      api.close();
    }
  });
}

interface Settling {
  options: UpOptions;
  folder: StackFolder;
  plan: Plan;
  cluster: Cluster;
  api: ApiServer;
  state: StackState;
  failures: Failure[];
}

/**
 * Starts what runs beside the control plane, and waits for the workloads. Programs that have to be built first, which takes
 * minutes, wait until the platform itself can be used.
 */
async function settle({ options, folder, plan, cluster, api, state, failures }: Settling) {
  const { onProgress, timeout, stack, signal } = options;
  const own = addonsFolder(folder.addonsFolder);
  const wait = () =>
    waitForWorkloads({
      read: () => readPlatform(api, poolsOfState(state), currentRecord(own)),
      timeout,
      onProgress,
      signal,
    });
  const programs = await addonPrograms(plan, signal);
  const missing = programs.filter(({ from, lack }) => from !== "here" && lack === undefined).map(({ title }) => title);
  const usable = async (): Promise<void> => {
    const platform = await wait();
    options.onUsable({ cluster, failures, platform, missing });
  };
  const { addons, notes } = await ensureAddons({
    plan,
    cluster,
    folder: own,
    autoscaler: {
      clusterFolder: folder.clusterFolder,
      clusterName: folder.clusterName,
      stateFile: folder.stateFile,
      stack,
      bootSeconds: options.nodeBootSeconds,
      idleSeconds: options.nodeIdleSeconds,
    },
    buildAfter: missing.length > 0 ? usable() : Promise.resolve(),
    onProgress,
    signal,
  });
  if (addons.some(({ daemons }) => daemons.includes("keda-operator"))) await waitForScaledObjects(api, signal);
  return { platform: await wait(), addons, notes };
}

/**
 * Shows the Plan while the control plane is built and started. A program that is wrong leaves nothing behind, and a change that
 * Azure would refuse touches nothing.
 *
 * This run of the program is answered by simulated packages alone; `applyProgram` runs it a second time. One run cannot do both:
 * what the Plan says is needed before the first object is applied (which custom resource definitions, which add-ons), a wrong
 * program must be known before anything is changed, and the objects must be applied by a run that gets the server's own answers.
 */
async function planAndStart(options: UpOptions, folder: StackFolder) {
  const wrongProgram = new AbortController();
  const starting = startCluster(folder, options.onProgress, AbortSignal.any([options.signal, wrongProgram.signal]));
  // It is awaited below; until then its failure must not count as one of the program that runs meanwhile.
  starting.catch(() => undefined);
  let plan: Plan;
  try {
    const { projectDir, stack, configOverrides, signal } = options;
    const backend = composeBackend(simulatedPackages());
    plan = await runProgram({ projectDir, stack, configOverrides, backend, signal });
    const rehearsal = await rehearseOver(folder, plan);
    if (rehearsal && !rehearsal.ok) throw new UpRefused(stack, rehearsal);
    options.onPlan(plan);
  } catch (error) {
    wrongProgram.abort();
    await starting.catch(() => undefined);
    options.signal.throwIfAborted();
    await removeUnused(folder, options.stack);
    throw error;
  }
  return { plan, ...(await starting) };
}

async function startCluster(folder: StackFolder, onProgress: UpOptions["onProgress"], signal: AbortSignal) {
  const binaries = await ensureBinaries({ onProgress, signal });
  return ensureCluster({ workFolder: folder.clusterFolder, name: folder.clusterName, binaries, onProgress, signal });
}

/** A stack on which no `up` ever got as far as applying has nothing that a user would miss. */
async function removeUnused(folder: StackFolder, stack: string): Promise<void> {
  if (StackState.open(folder.stateFile, stack).latestFirst().length > 0) return;
  await removeAddons(addonsFolder(folder.addonsFolder));
  await removeCluster(folder.clusterFolder);
  removeStackFolder(folder);
}
