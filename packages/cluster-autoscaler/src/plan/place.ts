import { ClusterAutoscaler } from "../autoscaler/autoscaler";
import { NodeGroup } from "../autoscaler/node-group";
import type { AutoscalerProfile } from "../autoscaler/profile";
import { Cluster } from "../cluster/cluster";
import type { PodTemplate } from "../cluster/pod-template";
import type { QuotaRefusal } from "../cluster/pod-quota";
import { Scheduler } from "../scheduler/scheduler";
import { podsIndex } from "../cluster/resources";
import type { PlanPool } from "./pools";

/** Where pods are to stand. */
export interface Ground {
  pools: readonly PlanPool[];
  profile: AutoscalerProfile;
  /** vCPUs that autoscaled pools may have, by VM family in lower case. */
  quotas: ReadonlyMap<string, number>;
  /** Nodes that there are addresses for. */
  maxNodes: number;
}

/** So many pods of a workload. */
export interface Asked {
  template: PodTemplate;
  pods: number;
}

/** What became of them. */
export interface Placed {
  /** Pods of each workload that have a node in the end. */
  pods: ReadonlyMap<PodTemplate, number>;
  /** The quota that kept pods of a workload from being created. */
  quotas: ReadonlyMap<PodTemplate, QuotaRefusal>;
}

/** Pods that are there for good: none of them is too young to ask for a node. */
const longAgo = -Infinity;

/**
 * Who has a place once everything has come to rest: the scheduler places the pods, the most important first, those that must make room wait again, and the
 * Cluster Autoscaler asks for nodes until nobody gets any more. Pools begin with their least nodes.
 */
export function place({ pools, ...ground }: Ground, asked: readonly Asked[]): Placed {
  const cluster = new Cluster();
  const scheduler = new Scheduler(cluster);
  const autoscaler = new ClusterAutoscaler({
    ...ground,
    groups: pools.flatMap((pool) => fill(cluster, pool)),
    provisionSeconds: () => 0,
    waitsForMore: () => false,
    asksInParts: () => true,
    random: () => 0,
  });
  const quotas = create(cluster, pools, asked);
  for (let isGrowing = true; isGrowing;) {
    rest(cluster, scheduler);
    const { requested, isRefused } = autoscaler.grow(0, cluster);
    for (const instance of requested) {
      instance.group.arrived(instance);
      instance.group.nodes.add(cluster.addNode(instance.group.nextTemplate()));
    }
    isGrowing = requested.length > 0 || isRefused;
  }
  const standing = (template: PodTemplate): number => [...cluster.podsOf(template)].filter(({ node }) => node).length;
  return { pods: new Map(asked.map(({ template }) => [template, standing(template)])), quotas };
}

/** The least nodes of a pool. */
function fill(cluster: Cluster, { name, templates, count, bounds, family, vcpus }: PlanPool): NodeGroup[] {
  const group = bounds && new NodeGroup({ name, templates, ...bounds, family, vcpus });
  for (let index = 0; index < (bounds?.min ?? count); index++) {
    const node = cluster.addNode(group?.nextTemplate() ?? templates[index % templates.length]!);
    group?.nodes.add(node);
  }
  return group ? [group] : [];
}

/** Creates the pods, as far as quotas admit them and nodes could ever take them. */
function create(cluster: Cluster, pools: readonly PlanPool[], asked: readonly Asked[]): Map<PodTemplate, QuotaRefusal> {
  const places = pools.reduce(
    (sum, { bounds, count, templates }) => sum + (bounds?.max ?? count) * placesOf(templates),
    0,
  );
  const refused = new Map<PodTemplate, QuotaRefusal>();
  for (const { template, pods } of asked) {
    for (let created = 0; created < Math.min(pods, places + 1); created++) {
      const quota = cluster.quotaAgainst(template);
      if (quota) {
        refused.set(template, quota);
        break;
      }
      cluster.addPod(template, longAgo);
    }
  }
  return refused;
}

const placesOf = (templates: PlanPool["templates"]): number =>
  Math.max(...templates.map(({ allocatable }) => allocatable[podsIndex]!));

/** Lets the scheduler place pods until nobody moves any more. */
function rest(cluster: Cluster, scheduler: Scheduler): void {
  for (let isMoving = true; isMoving;) {
    const { bound, preempted } = scheduler.schedule(0);
    for (const victim of preempted) {
      cluster.removePod(victim);
      cluster.addPod(victim.template, longAgo);
    }
    isMoving = bound.length > 0 || preempted.length > 0;
  }
}
