import {
  type Autoscaler,
  autoscalersOf,
  clusterOf,
  declaredQuotas,
  type DeclaredPool,
  findKnown,
  poolsOf,
  type Resource,
  type Workload,
  workloadsOf,
} from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { poolsFor } from "./pools-for";
import { subnetShortages } from "./node-subnets";
import {
  addressShortages,
  coresOf,
  cpuOf,
  grouped,
  namesOf,
  type NodeCount,
  ofFullPools,
  ofUpgradedPools,
  podsOn,
  quotaShortages,
  unjudged,
} from "./room";

/** A workload that is scaled, and the pools that take its pods. */
interface Scaled {
  scaler: Autoscaler;
  workload: Workload;
  pools: DeclaredPool[];
}

export const autoscalingMaxReachable: StackRule = {
  name: "autoscaling-max-reachable",
  description: "The autoscaler's maximum can be reached.",
  guardsAgainst:
    "Pool, quota, subnet and pod addresses hold that many pods. A maximum beyond them is a promise that is found out on the day it counts. They also hold the nodes that an upgrade adds to full pools: AKS refuses it where one is lacking.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    "Lower maxReplicas or maxSurge, or raise the pool's maxCount, the quota of its VM family, the nodes' subnet or the pods' address space.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const allPools = poolsOf(resources);
    if (allPools.length === 0) notApplicable("the stack has no node pool");
    const scalers = autoscalersOf(resources);
    if (scalers.length === 0) notApplicable("the stack has no autoscaler");
    const shortages = [
      (count: NodeCount) => quotaShortages(allPools, declaredQuotas(resources), count),
      (count: NodeCount) => addressShortages(allPools, clusterOf(resources)?.podCidr, count),
      (count: NodeCount) => subnetShortages(allPools, resources, count),
    ];
    each(shortages, (shortagesOf) => {
      const lacking = shortagesOf(ofFullPools);
      for (const { words, pools } of lacking)
        violation(`Node pools can never reach their most nodes: ${words}`, pools[0]!.resource);
      // What pools lack at their largest they lack during an upgrade, too.
      for (const { of, words, pools } of shortagesOf(ofUpgradedPools)) {
        if (!lacking.some((other) => other.of === of))
          violation(`Full node pools cannot be upgraded: ${words}`, pools[0]!.resource);
      }
    });
    const scaled = gather(scalers, (scaler) => scaledBy(scaler, resources, allPools));
    if (scaled.length === 0) notApplicable("no autoscaler scales a workload of the stack");
    each(scaled, ({ scaler, workload, pools }) => {
      const room = podsOn(pools, workload);
      if (!room.known || room.pods >= scaler.maxReplicas) return;
      violation(
        `${scaler.title} can never reach its ${scaler.maxReplicas} replicas: pool ${namesOf(pools)} holds ${room.pods} pods, maxReplicas is ${scaler.maxReplicas}`,
        scaler.resource,
      );
    });
    const named = gather(scaled, (each) => [{ ...each, key: namesOf(each.pools) }]);
    each(grouped(named, ({ key }) => key).values(), (together) => {
      const said = crowded(together);
      if (said !== undefined) violation(said, together[0]!.scaler.resource);
    });
    const reasons = gather(allPools, (pool) => [unjudged([pool]) ?? []].flat());
    if (reasons.length > 0) notApplicable(reasons.join("; "));
  },
};

function scaledBy(scaler: Autoscaler, resources: readonly Resource[], allPools: readonly DeclaredPool[]): Scaled[] {
  const workload = findKnown(workloadsOf(resources), (candidate) => scaler.targets(candidate));
  return workload === undefined ? [] : [{ scaler, workload, pools: poolsFor(workload, allPools, resources) }];
}

/** Says so when each of several workloads has room for its maximum on the pools that they share, but not all of them at once. */
function crowded(together: readonly Scaled[]): string | undefined {
  const pools = together[0]?.pools ?? [];
  const hasRoom = ({ scaler, workload }: Scaled): boolean => {
    const room = podsOn(pools, workload);
    return room.known && room.pods >= scaler.maxReplicas;
  };
  if (together.length < 2 || !together.every(hasRoom)) return undefined;
  const asked = together.reduce((sum, { scaler, workload }) => sum + scaler.maxReplicas * cpuOf(workload), 0);
  const offered = coresOf(pools);
  if (!offered.known || asked <= offered.cores) return undefined;
  const titles = together.map(({ scaler }) => `${scaler.title} (${scaler.maxReplicas})`).join(", ");
  return `${titles} can never all reach their replicas: they ask for ${Math.round(asked)} vCPUs together, pool ${namesOf(pools)} gives pods ${Math.floor(offered.cores)}`;
}
