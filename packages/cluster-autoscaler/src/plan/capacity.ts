import {
  isUnknown,
  autoscalersOf,
  clusterOf,
  declaredQuotas,
  PlanValueError,
  poolsOf,
  type Autoscaler,
  type Resource,
  type Workload,
  workloadsOf,
} from "@breakwater/plan-views";
import { readProfile } from "../autoscaler/profile";
import { admits, type NodeTemplate } from "../cluster/node-template";
import type { QuotaCharge } from "../cluster/pod-quota";
import { podTemplateOf, type PodTemplate } from "../cluster/pod-template";
import { addTo, amountsOf, gpuIndex, type Amounts } from "../cluster/resources";
import { place, type Asked, type Ground } from "./place";
import { PlanPods } from "./pods";
import { nodeLabelsOfPlan, planPools, usualDaemons, type PlanPool, type SizedPool } from "./pools";
import { mostNodesOf } from "./shortages";

/** A workload whose pods stand beside those of others. */
export interface Resident {
  workload: Workload;
  template: PodTemplate;
  /** The autoscaler that scales it; absent where none does. */
  scaler?: Autoscaler;
  /** Pods that it has at all times. */
  least: number;
}

/** What pools hold of a workload. */
export interface Held {
  /** Pods that have a place. */
  pods: number;
  /** The quota of the namespace that keeps further ones from being created; absent where none does. */
  quota?: QuotaCharge;
}

/** What a Plan does not say, for whoever knows better. */
export interface CapacityOptions {
  /** What DaemonSets that no Plan shows ask for on each node. Default: those of AKS, as estimated */
  daemons?: Amounts;
  /** What is on the pools besides. Default: nothing */
  others?: (pools: readonly SizedPool[]) => readonly Asked[];
}

/** What the pools of a Plan hold of its workloads, by the scheduler and the Cluster Autoscaler that a simulated surge runs too. */
export class Capacity {
  readonly pools: readonly SizedPool[];
  readonly residents: readonly Resident[];
  private readonly pods: PlanPods;
  private readonly scalers: readonly Autoscaler[];
  private readonly ground: Ground;
  private readonly others: readonly Asked[];

  /** What of the Plan cannot be read matters to nobody but whom it concerns: such a workload stands nowhere. */
  constructor(resources: readonly Resource[], { daemons = usualDaemons, others = () => [] }: CapacityOptions = {}) {
    const pools = poolsOf(resources);
    this.pods = new PlanPods(resources, nodeLabelsOfPlan(resources, pools));
    this.scalers = autoscalersOf(resources);
    const workloads = workloadsOf(resources);
    const daemonSets = workloads.filter(({ kind }) => kind === "DaemonSet");
    const ofPlan = readable(daemonSets, (each) => this.pods.templateOf(each, { daemon: true }));
    this.pools = planPools(resources, daemons, ofPlan, pools);
    this.residents = readable(workloads.filter(staysPut), (workload) => this.read(workload));
    this.ground = {
      pools: this.pools,
      profile: readProfile(clusterOf(resources)?.autoScalerProfile).profile,
      quotas: poolQuotas(resources, this.pools),
      maxNodes: mostNodesOf(pools, resources),
    };
    this.others = others(this.pools);
  }

  /** A workload as it stands among the others. @throws where something of it is not known, or wrong */
  residentOf(workload: Workload): Resident {
    return this.residents.find((each) => each.workload.resource === workload.resource) ?? this.read(workload);
  }

  /** The pools that would take pods of a workload, room aside. */
  takers(template: PodTemplate): SizedPool[] {
    return this.pools.filter(({ templates }) => templates.some((node) => admits(node, template)));
  }

  /** What there is place for of so many pods of a workload, beside the least of all others. */
  holds(resident: Resident, pods: number, within: { limits: boolean } = { limits: true }): Held {
    const ground = within.limits ? this.ground : unlimited(this.ground);
    const placed = place(ground, [...this.others, ...this.askedWith(resident, pods)]);
    const quota = placed.quotas.get(resident.template);
    return { pods: placed.pods.get(resident.template)!, ...(quota && { quota }) };
  }

  /** The same of so many pods of each workload at once, in their order. */
  holdTogether(asked: readonly Asked[], within: { limits: boolean } = { limits: true }): number[] {
    const placed = place(within.limits ? this.ground : unlimited(this.ground), [...this.others, ...asked]);
    return asked.map(({ template }) => placed.pods.get(template)!);
  }

  /** What there is place for of so many pods on the nodes that are always there, beside the least of all others. */
  holdsOnLeast(resident: Resident, pods: number): number {
    const fixed = this.pools.map(({ bounds, count, ...pool }) => ({ ...pool, count: bounds?.min ?? count }));
    return place({ ...this.ground, pools: fixed }, [...this.others, ...this.askedWith(resident, pods)]).pods.get(
      resident.template,
    )!;
  }

  private askedWith(resident: Resident, pods: number): Asked[] {
    const beside = this.residents.filter(({ template }) => template !== resident.template);
    return [...beside.map(({ template, least }) => ({ template, pods: least })), { template: resident.template, pods }];
  }

  private read(workload: Workload): Resident {
    const scaler = this.scalers.find((each) => each.targets(workload));
    const least = scaler ? scaler.minReplicas : workload.replicas;
    return { workload, template: this.pods.templateOf(workload), ...(scaler && { scaler }), least };
  }
}

const unlimited = (ground: Ground): Ground => ({ ...ground, quotas: new Map(), maxNodes: Infinity });

const standing: readonly string[] = ["Deployment", "StatefulSet", "ReplicaSet", "Pod"];
const staysPut = ({ kind }: Workload): boolean => standing.includes(kind);

/**
 * vCPUs that the stack says are granted to autoscaled pools, by VM family in lower case: without those of pools of a fixed size.
 */
export function poolQuotas(resources: readonly Resource[], pools: readonly PlanPool[]): Map<string, number> {
  const fixedOf = (family: string): number =>
    pools.reduce((sum, pool) => sum + (pool.bounds || pool.family !== family ? 0 : pool.count * pool.vcpus), 0);
  return new Map(
    Object.entries(declaredQuotas(resources)).map(([family, vcpus]) => {
      const name = family.toLowerCase();
      return [name, vcpus - fixedOf(name)];
    }),
  );
}

/** Name of the workload that stands for the charts' pods, `namespace/name`. */
export const chartsId = "platform/charts";

/** The charts' pods rank above all of ours (PriorityClass breakwater-platform). */
const platformPriority = 4000;

/** Pods that a Plan does not show, because they are a chart's: two that take the room of all, on the first pool without GPUs and taints. */
export function platformPods(pools: readonly PlanPool[], together: Amounts): Asked[] {
  const isPlain = ({ taints, allocatable }: NodeTemplate) => taints.length === 0 && allocatable[gpuIndex] === 0;
  if (!pools.some(({ templates }) => isPlain(templates[0]!))) return [];
  const template = podTemplateOf(
    { namespace: "platform", name: "charts", priority: platformPriority },
    { spec: { containers: [] } },
  );
  const requests = template.requests.slice();
  addTo(requests, together, 1 / 2);
  return [{ template: { ...template, requests }, pods: 2 }];
}

/** What the charts' pods ask for together: Prometheus, KEDA, Grafana, edge and others, as estimated: cores and bytes. */
export const usualPlatform = amountsOf({ cpu: 3, memory: 8 * 2 ** 30 });

/** What can be read of items; one of which something is not known, or wrong, gives nothing. */
function readable<Item, Read>(items: readonly Item[], read: (item: Item) => Read): Read[] {
  return items.flatMap((item) => {
    try {
      return [read(item)];
    } catch (error) {
      if (isUnknown(error) || error instanceof PlanValueError) return [];
      throw error;
    }
  });
}
