import type { Cluster, Node, Pod } from "../cluster/cluster";
import { BudgetTracker } from "../cluster/disruption";
import { isAllowed } from "../cluster/fit";
import type { NodeTemplate } from "../cluster/node-template";
import type { PodTemplate } from "../cluster/pod-template";
import { addTo, cpuIndex, gpuIndex, isRoom, memoryIndex, type Amounts } from "../cluster/resources";
import type { AutoscalerProfile } from "./profile";
import { expendableBelow, takenOn } from "./unserved";

/** AKS' mark of a GPU node (cloudprovider/azure, `GPULabel`). */
const gpuLabel = "kubernetes.azure.com/accelerator";

/** Of GPU nodes (`--scale-down-gpu-utilization-threshold`, which AKS does not let one change). */
const gpuThreshold = 0.5;

/** Seconds for which a system pod keeps its node, from its creation (`--blocking-system-pod-distruption-timeout`, which AKS does not let one change). */
const longestSystemPod = 3600;

/**
 * The share of a node that is requested, with what DaemonSets request: of its GPUs where it is a GPU node, else of CPU or memory, whichever is
 * more. Where its GPUs are not there yet, nothing of them is (cluster-autoscaler-1.35.2, cluster-autoscaler/simulator/utilization/info.go;
 * `--ignore-daemonsets-utilization` is off in AKS).
 */
export function utilization(node: Node): number {
  const { allocatable } = node.template;
  const used = takenOn(node);
  if (!isGpuNode(node.template))
    return Math.max(shareOf(cpuIndex, used, allocatable), shareOf(memoryIndex, used, allocatable));
  return allocatable[gpuIndex]! > 0 ? shareOf(gpuIndex, used, allocatable) : 0;
}

/** A node that has not said what it offers cannot be judged, and stays. */
function shareOf(resource: number, used: Amounts, allocatable: Amounts): number {
  return allocatable[resource]! > 0 ? used[resource]! / allocatable[resource]! : Infinity;
}

const isGpuNode = ({ labels, allocatable }: NodeTemplate): boolean => gpuLabel in labels || allocatable[gpuIndex]! > 0;

/** Whether so little of a node is requested that it may go, the limit included (core/scaledown/eligibility). */
const isUnderUsed = (node: Node, { scaleDownUtilizationThreshold: threshold }: AutoscalerProfile): boolean =>
  utilization(node) <= (isGpuNode(node.template) ? gpuThreshold : threshold);

/** Whether a pod is a concern of the Cluster Autoscaler: it neither goes with its node nor may be lost. */
const counts = ({ template: { daemon, priority } }: Pod): boolean => !daemon && priority >= expendableBelow;

/** Whether a node has no pod that would have to leave it first. */
export function isEmpty({ pods }: Node): boolean {
  for (const pod of pods) if (counts(pod)) return false;
  return true;
}

/** The pods of a node that need a place elsewhere, also those that are about to end: until they have, nobody knows that they will. */
const staying = ({ pods }: Node): Pod[] => [...pods].filter(counts);

/**
 * Finds nodes that are not needed: those that are under-used and whose pods have room elsewhere, all of them together
 * (cluster-autoscaler/core/scaledown/planner and eligibility, simulator/cluster.go).
 */
export class RemovalSimulation {
  private readonly removed = new Set<Node>();
  /** What would be taken on the nodes that pods were moved to, and these pods: they move on with their node. */
  private readonly used = new Map<Node, Amounts>();
  private readonly moved = new Map<Node, readonly PodTemplate[]>();
  /** Where to look on for a place of each workload's pods: the nodes before it have none any more. */
  private firstFree = new Map<PodTemplate, number>();
  private readonly budgets: BudgetTracker;

  constructor(
    private readonly cluster: Cluster,
    private readonly profile: AutoscalerProfile,
    private readonly now: number,
  ) {
    this.budgets = new BudgetTracker(cluster);
  }

  /** Whether a node could go beside those found before it; then its pods count as moved. */
  tryRemove(node: Node): boolean {
    // What others make room for needs the node.
    if (node.kept || node.nominated.size > 0) return false;
    if (!isUnderUsed(node, this.profile)) return false;
    const pods = staying(node);
    if (pods.some((pod) => this.isBlocking(pod))) return false;
    const own = pods.map(({ template }) => template);
    const firstFree = new Map(this.firstFree);
    const moves = this.placesFor([...own, ...(this.moved.get(node) ?? [])], node);
    if (!moves) {
      this.firstFree = firstFree;
      return false;
    }
    this.removed.add(node);
    for (const [target, { used, pods }] of moves) {
      this.used.set(target, used);
      this.moved.set(target, [...(this.moved.get(target) ?? []), ...pods]);
    }
    for (const { budgets } of own) this.budgets.take(budgets);
    return true;
  }

  private isBlocking({ template: { staysPut, systemPod, localStorage, budgets }, createdAt }: Pod): boolean {
    return (
      staysPut ||
      (systemPod && this.profile.skipNodesWithSystemPods && this.now <= createdAt + longestSystemPod) ||
      (localStorage && this.profile.skipNodesWithLocalStorage) ||
      // The Cluster Autoscaler would begin to drain a node of such a pod, and give up when its eviction is refused.
      budgets.length > 1 ||
      this.budgets.allowed(budgets) < 1
    );
  }

  /** Where all of these pods would go when a node goes; none where one of them has no place. */
  private placesFor(pods: readonly PodTemplate[], leaving: Node): Map<Node, Move> | undefined {
    const moves = new Map<Node, Move>();
    for (const template of pods) {
      const target = this.findTarget(template, moves, leaving);
      if (!target) return undefined;
      let move = moves.get(target);
      if (!move) moves.set(target, (move = { used: this.usedOn(target).slice(), pods: [] }));
      addTo(move.used, template.requests);
      move.pods.push(template);
    }
    return moves;
  }

  private findTarget(template: PodTemplate, moves: ReadonlyMap<Node, Move>, leaving: Node): Node | undefined {
    const { nodes } = this.cluster;
    for (let index = this.firstFree.get(template) ?? 0; index < nodes.length; index++) {
      const node = nodes[index]!;
      if (node === leaving || this.removed.has(node) || !isAllowed(this.cluster, template, node)) continue;
      if (!isRoom(node.template.allocatable, moves.get(node)?.used ?? this.usedOn(node), template.requests)) continue;
      this.firstFree.set(template, index);
      return node;
    }
    return undefined;
  }

  private usedOn(node: Node): Amounts {
    return this.used.get(node) ?? takenOn(node);
  }
}

/** Pods that a node would get, and what would be taken on it then. */
interface Move {
  used: Amounts;
  pods: PodTemplate[];
}
