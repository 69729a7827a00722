import {
  addressShortages,
  Capacity,
  causesOf,
  doubtsOf,
  ofFullPools,
  ofUpgradedPools,
  quotaShortages,
  type Resident,
  type Shortage,
  subnetShortages,
} from "@breakwater/cluster-autoscaler";
import { type Autoscaler, autoscalersOf, findKnown, poolsOf, type Resource } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { namesOf, unjudged } from "./room";

/** A workload that is scaled, and the pools that take its pods. */
interface Scaled extends Resident {
  scaler: Autoscaler;
}

export const autoscalingMaxReachable: StackRule = {
  name: "autoscaling-max-reachable",
  description: "The autoscaler's maximum can be reached.",
  guardsAgainst:
    "Pools, quotas and addresses hold that many pods, by CPU, memory, disk and GPUs, taints, labels, affinity, spread and ports of the node. A maximum beyond them is a promise that is found out on the day it counts. They also hold the nodes that an upgrade adds to full pools: AKS refuses it where one is lacking.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    "Lower maxReplicas or maxSurge, or raise the pool's maxCount, the quota of its VM family or of the namespace, the nodes' subnet or the pods' address space; let the pods onto a pool by its labels and taints.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const pools = poolsOf(resources);
    if (pools.length === 0) notApplicable("the stack has no node pool");
    const scalers = autoscalersOf(resources);
    if (scalers.length === 0) notApplicable("the stack has no autoscaler");
    const short = gather([quotaShortages, addressShortages, subnetShortages], (of) => shortageFindings(of, resources));
    for (const { said, resource } of short) violation(said, resource);
    const [capacity] = gather([resources], (all) => [new Capacity(all)]);
    if (capacity === undefined) return;
    const scaled = gather(scalers, (scaler) => scaledBy(scaler, capacity));
    if (scaled.length === 0) notApplicable("no autoscaler scales a workload of the stack");
    const verdicts = gather(scaled, (resident) => [{ resident, verdict: verdictOn(resident, capacity, resources) }]);
    const judged = verdicts.filter(({ verdict }) => !("doubts" in verdict));
    each(judged, ({ resident, verdict }) => {
      if ("short" in verdict) violation(verdict.short, resident.scaler.resource);
    });
    const reached = judged.flatMap(({ resident, verdict }) => ("short" in verdict ? [] : [resident]));
    const said = crowded(reached, capacity);
    if (said !== undefined) violation(said, reached[0]!.scaler.resource);
    const doubts = verdicts.flatMap(({ verdict }) => ("doubts" in verdict ? verdict.doubts : []));
    const reasons = [...doubts, unjudged(capacity.pools) ?? []].flat();
    if (reasons.length > 0) notApplicable([...new Set(reasons)].join("; "));
  },
};

/** What pools lack at their largest, or while they are upgraded; what they lack at their largest is said once. */
function shortageFindings(
  shortagesOf: typeof quotaShortages,
  resources: readonly Resource[],
): { said: string; resource: Resource }[] {
  const pools = poolsOf(resources);
  const lacking = shortagesOf(pools, resources, ofFullPools);
  const upgraded = shortagesOf(pools, resources, ofUpgradedPools).filter(
    ({ of }) => !lacking.some((other) => other.of === of),
  );
  const finding =
    (words: string) =>
    ({ words: figures, pools: short }: Shortage) => ({ said: `${words}: ${figures}`, resource: short[0]!.resource });
  return [
    ...lacking.map(finding("Node pools can never reach their most nodes")),
    ...upgraded.map(finding("Full node pools cannot be upgraded")),
  ];
}

function scaledBy(scaler: Autoscaler, capacity: Capacity): Scaled[] {
  const workload = findKnown(capacity.workloads, (candidate) => scaler.targets(candidate));
  // What a patch leaves out stands elsewhere.
  if (workload === undefined || workload.isPatch) return [];
  return [{ ...capacity.residentOf(workload), scaler }];
}

/** Whether a maximum can be reached: what is said where it cannot, or why nobody can tell. */
type Verdict = { reached: true } | { short: string } | { doubts: string[] };

/** What quotas and addresses keep from the pools is said of these. */
function verdictOn(resident: Scaled, capacity: Capacity, resources: readonly Resource[]): Verdict {
  const { maxReplicas } = resident.scaler;
  const { more, less } = doubtsOf(resident, capacity.pools, resources);
  // What nobody can tell of its requests is left out, so that there is room for as many at least as are held.
  const told = { ...resident, ...capacity.told(resident) };
  const known: Scaled = { ...told, template: { ...told.template, unknownResources: [] } };
  if (capacity.mayHold(known, maxReplicas, { limits: false }))
    return less.length > 0 ? { doubts: less } : { reached: true };
  const [unknown] = capacity.unknown;
  if (unknown !== undefined) throw unknown;
  if (more.length > 0) return { doubts: more };
  return { short: shortOf(known, capacity) };
}

function shortOf(resident: Scaled, capacity: Capacity): string {
  const { scaler, template } = resident;
  const { maxReplicas } = scaler;
  const { pods, quota } = capacity.holds(resident, maxReplicas, { limits: false });
  const head = `${scaler.title} can never reach its ${maxReplicas} replicas`;
  if (quota?.missing.length) {
    const what = quota.missing.join(", ");
    return `${head}: ${quota.quota.title} lets no pod in that does not say ${what} of each container`;
  }
  if (quota) {
    return `${head}: ${quota.quota.title} allows ${pods} pods (${quota.exceeded.join(", ")}), maxReplicas is ${maxReplicas}`;
  }
  const causes = causesOf(capacity, resident, maxReplicas);
  const bound = causes.length > 0 ? `; what binds is ${causes.join(" or ")}` : "";
  return `${head}: pool ${namesOf(capacity.takers(template))} holds ${pods} pods, maxReplicas is ${maxReplicas}${bound}`;
}

/** Says so when each of several workloads has room for its maximum, but not all of them at once. */
function crowded(together: readonly Scaled[], capacity: Capacity): string | undefined {
  if (together.length < 2) return undefined;
  const asked = [
    ...together.map(({ template, scaler }) => ({ template, pods: scaler.maxReplicas })),
    ...capacity.beside(...together),
  ];
  if (capacity.mayHoldAll(asked, { limits: false })) return undefined;
  const held = capacity.holdTogether(asked, { limits: false });
  const short = together.flatMap(({ template, scaler }, index) =>
    // Who ranks below what has no class gives way on purpose.
    held[index]! < scaler.maxReplicas && template.priority >= 0 ? [{ template, scaler, pods: held[index]! }] : [],
  );
  if (short.length === 0) return undefined;
  const pools = new Set(short.flatMap(({ template }) => capacity.takers(template)));
  const rivals = together.filter(({ template }) => capacity.takers(template).some((pool) => pools.has(pool)));
  const titles = rivals.map(({ scaler }) => `${scaler.title} (${scaler.maxReplicas})`).join(", ");
  const left = short.map(({ scaler, pods }) => `${pods} of ${scaler.maxReplicas} for ${scaler.title}`).join(", ");
  return `${titles} can never all reach their replicas: pool ${namesOf([...pools])} has room for ${left}`;
}
