import {
  isUnknown,
  autoscalersOf,
  clusterOf,
  declaredQuotas,
  findKnown,
  ifKnown,
  PlanValueError,
  poolsOf,
  type Autoscaler,
  type DeclaredPool,
  type Resource,
  type Workload,
  workloadsOf,
} from "@breakwater/plan-views";
import { readProfile, type AutoscalerProfile } from "../autoscaler/profile";
import { admits, type NodeTemplate } from "../cluster/node-template";
import type { PodAffinityTerm } from "../cluster/pod-constraints";
import type { QuotaRefusal } from "../cluster/pod-quota";
import { selects } from "../cluster/pod-selection";
import { podTemplateOf, type PodTemplate } from "../cluster/pod-template";
import { addTo, amountsOf, cpuIndex, gpuIndex, memoryIndex, type Amounts } from "../cluster/resources";
import { place, type Asked, type Ground, type Placed } from "./place";
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
  quota?: QuotaRefusal;
}

/** How pods are counted. */
interface HoldOptions {
  /** Whether quotas of vCPUs and addresses bound the nodes. Default: true */
  limits?: boolean;
  /** What the pods are taken for. Default: what they are */
  as?: PodTemplate;
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
  /** What is not known of pools, which are left out then: there may be more room than there seems. */
  readonly unknown: Error[] = [];
  /** All that makes pods. */
  readonly workloads: readonly Workload[];
  /** What keeps pods at all times. */
  readonly residents: readonly Resident[];
  private readonly pods: PlanPods;
  private readonly scalers: readonly Autoscaler[];
  private readonly profile: AutoscalerProfile;
  /** Read where they count only: they may not be known. */
  private readonly limits: () => Pick<Ground, "quotas" | "maxNodes">;
  private readonly others: readonly Asked[];

  /** What of the Plan cannot be read matters to nobody but whom it concerns: such a workload stands nowhere. */
  constructor(resources: readonly Resource[], { daemons = usualDaemons, others = () => [] }: CapacityOptions = {}) {
    const pools = poolsOf(resources).filter((pool) => this.isKnown(pool));
    this.pods = new PlanPods(resources, nodeLabelsOfPlan(resources, pools));
    this.scalers = autoscalersOf(resources);
    this.workloads = workloadsOf(resources);
    const daemonSets = this.workloads.filter(({ runs, isPatch }) => runs === "on every node" && !isPatch);
    const ofPlan = readable(daemonSets, (each) => this.pods.templateOf(each, { daemon: true }));
    this.pools = planPools(resources, daemons, ofPlan, pools);
    this.residents = readable(standingWorkloads(this.workloads), (workload) => this.read(workload));
    // What of it is not known says when nodes come and go, not how many there may be.
    const declared = () => readProfile(clusterOf(resources)?.autoScalerProfile);
    this.profile = (ifKnown(declared) ?? readProfile(undefined)).profile;
    this.limits = () => ({ quotas: poolQuotas(resources, this.pools), maxNodes: mostNodesOf(pools, resources) });
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
  holds(resident: Resident, pods: number, { limits = true, as = resident.template }: HoldOptions = {}): Held {
    const placed = this.placed([...this.beside(resident), { template: as, pods }], limits);
    const quota = placed.quotas.get(as);
    return { pods: placed.pods.get(as)!, ...(quota && { quota }) };
  }

  /**
   * Whether so many pods of a workload may have a place, beside the least of all others: in whatever order they come, for which of several nodes a pod
   * takes is chance.
   */
  mayHold(resident: Resident, pods: number, options: HoldOptions = {}): boolean {
    const beside = this.beside(resident);
    if (this.holds(resident, pods, options).pods >= pods) return true;
    return (
      beside.length > 0 && this.mayHoldAll([{ template: options.as ?? resident.template, pods }, ...beside], options)
    );
  }

  /**
   * A workload as far as it can be told beside whom its pods stand: where those of others are, beside which they must be, is chance, and left out.
   */
  told(resident: Resident): Resident {
    const { template } = resident;
    const others = this.residents.filter((other) => other.template !== template && (other.least > 0 || other.scaler));
    const isChance = (term: PodAffinityTerm) => others.some((other) => selects(term, other.template));
    if (!template.affinity.some(isChance)) return resident;
    return { ...resident, template: { ...template, affinity: template.affinity.filter((term) => !isChance(term)) } };
  }

  /** Whether all of these may have a place at once, those that are asked first, or those that are largest. */
  mayHoldAll(asked: readonly Asked[], { limits = true }: Pick<HoldOptions, "limits"> = {}): boolean {
    const size = ({ template: { requests } }: Asked) => requests[cpuIndex]! * bytesOfMillicore + requests[memoryIndex]!;
    return [asked, asked.toSorted((a, b) => size(b) - size(a))].some((order) => {
      const { pods } = this.placed(order, limits);
      return order.every((each) => pods.get(each.template)! >= each.pods);
    });
  }

  /** How many of so many pods of each workload have a place at once. */
  holdTogether(asked: readonly Asked[], { limits = true }: Pick<HoldOptions, "limits"> = {}): number[] {
    const { pods } = this.placed(asked, limits);
    return asked.map(({ template }) => pods.get(template)!);
  }

  /** What there is place for of so many pods on the nodes that are always there, beside the least of all others. */
  holdsOnLeast(resident: Resident, pods: number): number {
    const pools = this.pools.map(({ bounds, count, ...pool }) => ({ ...pool, count: bounds?.min ?? count }));
    const asked = [...this.others, ...this.beside(resident), { template: resident.template, pods }];
    return place({ ...unlimited, profile: this.profile, pools }, asked).pods.get(resident.template)!;
  }

  /** The least of all others. */
  beside(...residents: readonly Resident[]): Asked[] {
    const others = this.residents.filter(
      ({ workload }) => !residents.some((each) => each.workload.resource === workload.resource),
    );
    return others.map(({ template, least }) => ({ template, pods: least }));
  }

  private placed(asked: readonly Asked[], isLimited: boolean): Placed {
    const { pools, profile, others } = this;
    return place({ pools, profile, ...(isLimited ? this.limits() : unlimited) }, [...others, ...asked]);
  }

  private isKnown(pool: DeclaredPool): boolean {
    try {
      decidingOf(pool);
      return true;
    } catch (error) {
      if (!isUnknown(error)) throw error;
      this.unknown.push(error);
      return false;
    }
  }

  private read(workload: Workload): Resident {
    const scaler = findKnown(this.scalers, (each) => each.targets(workload));
    const least = scaler ? scaler.minReplicas : workload.replicas;
    return { workload, template: this.pods.templateOf(workload), ...(scaler && { scaler }), least };
  }
}

const unlimited: Pick<Ground, "quotas" | "maxNodes"> = { quotas: new Map(), maxNodes: Infinity };

/** All of a pool that decides about room on its nodes. */
const decidingOf = (pool: DeclaredPool): unknown[] => [
  ...[pool.vmSize, pool.mode, pool.count, pool.bounds, pool.maxPods, pool.zones, pool.labels, pool.taints],
  ...[pool.spot, pool.windows, pool.osDiskGiB, pool.osDiskType],
];

/** What makes a core as much as four GiB, as on most of Azure's sizes. */
const bytesOfMillicore = (4 * 2 ** 30) / 1000;

/** The workloads whose pods are there at all times, one of each name. */
export function standingWorkloads(workloads: readonly Workload[]): Workload[] {
  const byId = new Map<string, Workload>();
  for (const workload of workloads)
    if (workload.runs === "always" && !workload.isPatch && !byId.has(workload.id)) byId.set(workload.id, workload);
  return [...byId.values()];
}

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
