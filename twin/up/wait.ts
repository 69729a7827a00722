import type { AutoscalerRecord } from "../addons";
import type { ApiServer, KubernetesObject } from "../controlplane";
import { pause } from "../processes";
import type { PlatformReport, PodReport } from "./report";
import type { Step } from "../terminal";

/** Milliseconds between two looks at the workloads. */
const interval = 250;

/**
 * How long the same verdict "this cannot become available" must hold before it is believed, milliseconds: the scheduler looks
 * again at once when a node appears, and a namespace's service account takes a moment.
 */
const settle = 3_000;

export interface WaitOptions {
  read: () => Promise<PlatformReport>;
  /** Seconds. */
  timeout: number;
  onProgress: (step: Step) => void;
  signal: AbortSignal;
  /** Clock, milliseconds, and the wait between two looks. For tests. */
  now?: () => number;
  rest?: () => Promise<unknown>;
}

/**
 * Waits until every workload is available, or provably cannot be: its pods wait for the scheduler, which waits for nodes that
 * nobody adds, or its controller is refused new pods. Returns the last look; `PlatformReport.workloads` says which it was.
 *
 * @throws the signal's reason once it is aborted
 */
export async function waitForWorkloads({
  read,
  timeout,
  onProgress,
  signal,
  now = Date.now,
  rest = () => pause(interval, signal),
}: WaitOptions): Promise<PlatformReport> {
  const deadline = now() + timeout * 1000;
  let hopelessSince: number | undefined;
  for (;;) {
    signal.throwIfAborted();
    const report = await read();
    const open = report.workloads.filter(({ complete }) => !complete);
    if (open.length === 0 || now() > deadline) return report;
    if (!isHopeless(report)) hopelessSince = undefined;
    else if (now() - (hopelessSince ??= now()) >= settle) return report;
    const detail = open
      .map(({ namespace, name, available, wanted }) => `${namespace}/${name} ${available} of ${wanted}`)
      .join(", ");
    onProgress({ text: "waiting for the workloads", detail });
    await rest();
  }
}

/** Whether nothing moves any more: each open workload says why it cannot go on, and no pod or node is on its way. */
function isHopeless({ pools, workloads, unscheduled, autoscaler }: PlatformReport): boolean {
  if (autoscaler && !hasGivenUp(autoscaler, unscheduled)) return false;
  const nodes = pools.flatMap((pool) => pool.nodes);
  const moving = nodes.flatMap(({ pods }) => pods).some(({ state }) => state === "Pending" || state === "Terminating");
  if (moving || nodes.some(({ ready }) => !ready)) return false;
  return workloads.every(({ complete, reason }) => complete || reason !== undefined);
}

/** Whether the Cluster Autoscaler has no node on its way, and has said of each waiting pod that no node helps it. */
function hasGivenUp({ booting, refusals }: AutoscalerRecord, unscheduled: readonly PodReport[]): boolean {
  const refused = new Set(refusals.map(({ pod }) => pod));
  return booting.length === 0 && unscheduled.every(({ namespace, name }) => refused.has(`${namespace}/${name}`));
}

/** Longest wait for KEDA's first look at its ScaledObjects, milliseconds. */
const firstLook = 20_000;

/** Waits until KEDA has said of each ScaledObject whether it is ready: by then it has made its HorizontalPodAutoscaler. */
export async function waitForScaledObjects(api: ApiServer, signal: AbortSignal): Promise<void> {
  for (const deadline = Date.now() + firstLook; Date.now() < deadline; await pause(interval, signal)) {
    const objects = await api.list("keda.sh/v1alpha1", "ScaledObject");
    if (objects.every(isJudged)) return;
  }
}

function isJudged(object: KubernetesObject): boolean {
  const { conditions = [] } = (object["status"] ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.some(({ type, status }) => type === "Ready" && status !== "Unknown");
}
