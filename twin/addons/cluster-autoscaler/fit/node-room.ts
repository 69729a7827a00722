import type { KubernetesObject } from "../../../controlplane";
import { poolLabel, toleratesAll } from "../../../nodes";
import type { PoolTaint as Taint } from "@breakwater/plan-views";
import { selects } from "./pod";
import type { PodDemand } from "./pod";
import { add, parseQuantities, subtract } from "./quantity";
import type { Amounts } from "./quantity";

/** A node, there or imagined, and what is left of it. */
export class NodeRoom {
  readonly name: string;
  readonly pool: string;
  readonly allocatable: Amounts;
  private readonly labels: Record<string, string>;
  private readonly taints: Taint[];
  private used: Amounts = {};

  constructor(node: KubernetesObject) {
    const { taints = [], unschedulable } = (node["spec"] ?? {}) as { taints?: Taint[]; unschedulable?: boolean };
    this.name = node.metadata.name;
    this.labels = node.metadata.labels ?? {};
    this.pool = this.labels[poolLabel] ?? "";
    this.taints = unschedulable
      ? [...taints, { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }]
      : taints;
    this.allocatable = parseQuantities((node["status"] as { allocatable?: Record<string, string> }).allocatable);
  }

  /** Whether a pod could be here, by its selector and affinity, the taints and what is left. */
  takes(pod: PodDemand): boolean {
    const left = subtract(this.allocatable, this.used);
    return (
      selects(pod, this.labels, this.name) &&
      toleratesAll(pod.tolerations, this.taints) &&
      Object.entries(pod.requests).every(([resource, amount]) => amount <= (left[resource] ?? 0) + rounding)
    );
  }

  place(pod: PodDemand): void {
    this.used = add(this.used, pod.requests);
  }

  /** The share that is asked for of the resource that is asked for most, 0 to 1: of the GPUs alone where it has any. */
  get utilization(): number {
    const share = (resource: string) => (this.used[resource] ?? 0) / (this.allocatable[resource] ?? 1);
    if ((this.allocatable["nvidia.com/gpu"] ?? 0) > 0) return share("nvidia.com/gpu");
    return Math.max(share("cpu"), share("memory"));
  }
}

/** Sums of quantities such as 0.1 cores are off by less. */
const rounding = 1e-6;
