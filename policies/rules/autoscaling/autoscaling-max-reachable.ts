import {
  addressShortages,
  Capacity,
  ofFullPools,
  ofUpgradedPools,
  quotaShortages,
  type Resident,
  type Shortage,
  subnetShortages,
} from "@breakwater/cluster-autoscaler";
import { type Autoscaler, autoscalersOf, findKnown, poolsOf, type Resource, workloadsOf } from "@breakwater/plan-views";
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
    for (const { said, resource } of gather([pools], () => shortageFindings(resources))) violation(said, resource);
    const [capacity] = gather([resources], (all) => [new Capacity(all)]);
    if (capacity === undefined) return;
    const scaled = gather(scalers, (scaler) => scaledBy(scaler, resources, capacity));
    if (scaled.length === 0) notApplicable("no autoscaler scales a workload of the stack");
    const reached: Scaled[] = [];
    each(scaled, (resident) => {
      const said = shortOf(resident, capacity);
      if (said === undefined) reached.push(resident);
      else violation(said, resident.scaler.resource);
    });
    const said = crowded(reached, capacity);
    if (said !== undefined) violation(said, reached[0]!.scaler.resource);
    const reason = unjudged(capacity.pools);
    if (reason !== undefined) notApplicable(reason);
  },
};

/** What pools lack at their largest, or while they are upgraded; what they lack at their largest is said once. */
function shortageFindings(resources: readonly Resource[]): { said: string; resource: Resource }[] {
  const pools = poolsOf(resources);
  return [quotaShortages, addressShortages, subnetShortages].flatMap((shortagesOf) => {
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
  });
}

function scaledBy(scaler: Autoscaler, resources: readonly Resource[], capacity: Capacity): Scaled[] {
  const workload = findKnown(workloadsOf(resources), (candidate) => scaler.targets(candidate));
  return workload === undefined ? [] : [{ ...capacity.residentOf(workload), scaler }];
}

/** Says so where the pools hold fewer of a workload's pods than its autoscaler may ask for. What quotas and addresses keep from the pools is said of these. */
function shortOf(resident: Scaled, capacity: Capacity): string | undefined {
  const { scaler, template } = resident;
  const { maxReplicas } = scaler;
  const held = capacity.holds(resident, maxReplicas, { limits: false });
  if (held.pods >= maxReplicas) return undefined;
  const where = held.quota
    ? `${held.quota.quota.title} allows ${held.pods} pods`
    : `pool ${namesOf(capacity.takers(template))} holds ${held.pods} pods`;
  return `${scaler.title} can never reach its ${maxReplicas} replicas: ${where}, maxReplicas is ${maxReplicas}`;
}

/** Says so when each of several workloads has room for its maximum, but not all of them at once. */
function crowded(together: readonly Scaled[], capacity: Capacity): string | undefined {
  if (together.length < 2) return undefined;
  const scaled = together.map(({ template, scaler }) => ({ template, pods: scaler.maxReplicas }));
  const fixed = capacity.residents
    .filter(({ workload }) => !together.some((each) => each.workload.resource === workload.resource))
    .map(({ template, least }) => ({ template, pods: least }));
  const held = capacity.holdTogether([...scaled, ...fixed], { limits: false });
  const short = together.flatMap(({ template, scaler }, index) =>
    held[index]! < scaler.maxReplicas && template.priority >= 0 ? [{ template, scaler, pods: held[index]! }] : [],
  );
  if (short.length === 0) return undefined;
  const pools = new Set(short.flatMap(({ template }) => capacity.takers(template)));
  const rivals = together.filter(({ template }) => capacity.takers(template).some((pool) => pools.has(pool)));
  const titles = rivals.map(({ scaler }) => `${scaler.title} (${scaler.maxReplicas})`).join(", ");
  const left = short.map(({ scaler, pods }) => `${pods} of ${scaler.maxReplicas} for ${scaler.title}`).join(", ");
  return `${titles} can never all reach their replicas: pool ${namesOf([...pools])} has room for ${left}`;
}
