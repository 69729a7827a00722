import {
  addressShortages,
  Capacity,
  ofFullPools,
  platformPods,
  quotaShortages,
  subnetShortages,
  usualPlatform,
} from "@breakwater/cluster-autoscaler";
import {
  autoscalerFor,
  declaredSurge,
  type DeclaredSurge,
  findKnown,
  poolsOf,
  releasesOf,
  type Resource,
  workloadsOf,
} from "@breakwater/plan-views";
import type { Assumptions, Fleet } from "./surge-limits";

/** What a user may know better than the defaults: every assumption of the arithmetic, with its source. */
export const assumptionSettings = {
  workload: { type: "string", default: "ai-service", description: "Name of the workload that takes the surge" },
  answersPerSecondPerReplica: {
    type: "number",
    exclusiveMinimum: 0,
    // 200 questions in flight of 8 s each; the app itself does a hundred times more on one core (docs/performance.md).
    default: 25,
    description: "Requests/s that one replica answers",
  },
  targetShare: {
    type: "number",
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    default: 0.6,
    description: "Share of its capacity at which the autoscaler holds a replica",
  },
  podStartSeconds: {
    type: "number",
    minimum: 0,
    default: 30,
    description: "Time from a pod's creation to ready, seconds",
  },
  nodeBootSeconds: {
    type: "number",
    minimum: 0,
    // 340 pods on new nodes took 5 min 48 s, nodes and pods together (third-party test of the Cluster Autoscaler).
    default: 240,
    description: "Time from a pod that waits to its new node, seconds",
  },
} as const;

/** The fleet that takes the surge, and the surge itself; or why there is none to judge. */
export function surgeFleet(
  resources: readonly Resource[],
  { workload: name }: Assumptions,
): { fleet: Fleet; surge: DeclaredSurge } | { reason: string } {
  const surge = declaredSurge(resources);
  if (surge === undefined) return { reason: "the stack has no output `surge`" };
  const workload = findKnown(workloadsOf(resources), (candidate) => candidate.name === name);
  if (workload === undefined) return { reason: `the stack has no workload "${name}"` };
  const scaler = autoscalerFor(workload, resources);
  if (scaler === undefined) return { reason: `no autoscaler scales "${workload.id}"` };
  const allPools = poolsOf(resources);
  if (allPools.length === 0) return { reason: "the stack has no node pool" };
  // The charts' pods are nowhere in the stack: what they take is assumed, as the simulator assumes it.
  const hasCharts = releasesOf(resources).length > 0;
  const capacity = new Capacity(resources, {
    others: (pools) => (hasCharts ? platformPods(pools, usualPlatform) : []),
  });
  const [unknown] = capacity.unknown;
  if (unknown !== undefined) throw unknown;
  const shortages = [quotaShortages, addressShortages, subnetShortages].flatMap((of) =>
    of(allPools, resources, ofFullPools),
  );
  return { surge, fleet: { resident: capacity.residentOf(workload), scaler, capacity, shortages } };
}
