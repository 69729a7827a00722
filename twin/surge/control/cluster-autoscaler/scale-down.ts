import type { Cluster, Node, Pod } from "../scheduler/cluster";
import { allowedDisruptions } from "../scheduler/disruption";
import { isAllowed } from "../scheduler/placement";
import type { PodTemplate } from "../scheduler/pod-template";
import { addTo, cpu, gpu, isRoom, memory, type Amounts } from "../scheduler/resources";
import type { AutoscalerProfile } from "./profile";

/** The share of a node that is requested: of its GPUs where it has any, else of CPU or memory, whichever is more. */
export function utilization({ template: { allocatable }, used }: Node): number {
  const share = (resource: number): number => used[resource]! / allocatable[resource]!;
  return allocatable[gpu]! > 0 ? share(gpu) : Math.max(share(cpu), share(memory));
}

/** The pods of a node that are not about to end by themselves. */
const staying = ({ pods }: Node): Pod[] => [...pods].filter(({ deleting }) => !deleting);

/** Finds nodes that are not needed: those that are under-used and whose pods have room elsewhere, all of them together. */
export class RemovalSimulation {
  /** What would be taken on the nodes that pods were moved to. */
  private readonly used = new Map<Node, Amounts>();
  private readonly removed = new Set<Node>();
  /** Where to look on for a place of each workload's pods: the nodes before it have none any more. */
  private firstFree = new Map<PodTemplate, number>();
  private readonly allowed = new Map<PodTemplate, number>();

  constructor(
    private readonly cluster: Cluster,
    private readonly profile: AutoscalerProfile,
  ) {}

  /** Whether a node could go beside those found before it; then its pods count as moved. */
  tryRemove(node: Node): boolean {
    // Pods that were moved here, or that others make room for, need the node.
    if (this.used.has(node) || node.nominated.size > 0) return false;
    if (utilization(node) >= this.profile.scaleDownUtilizationThreshold) return false;
    const pods = staying(node);
    if (pods.some((pod) => this.isBlocking(pod))) return false;
    const firstFree = new Map(this.firstFree);
    const moves = new Map<Node, Amounts>();
    this.removed.add(node);
    for (const { template } of pods) {
      const target = this.findTarget(template, moves);
      if (!target) {
        this.removed.delete(node);
        this.firstFree = firstFree;
        return false;
      }
      const used = moves.get(target) ?? this.usedOn(target).slice();
      addTo(used, template.requests);
      moves.set(target, used);
    }
    for (const [target, used] of moves) this.used.set(target, used);
    return true;
  }

  private isBlocking({ template }: Pod): boolean {
    if (template.staysPut && this.profile.skipNodesWithSystemPods) return true;
    if (template.localStorage && this.profile.skipNodesWithLocalStorage) return true;
    let allowed = this.allowed.get(template);
    if (allowed === undefined) this.allowed.set(template, (allowed = allowedDisruptions(this.cluster, template)));
    return allowed < 1;
  }

  private findTarget(template: PodTemplate, moves: ReadonlyMap<Node, Amounts>): Node | undefined {
    const { nodes } = this.cluster;
    for (let index = this.firstFree.get(template) ?? 0; index < nodes.length; index++) {
      const node = nodes[index]!;
      if (this.removed.has(node) || !isAllowed(this.cluster, template, node)) continue;
      if (!isRoom(node.template.allocatable, moves.get(node) ?? this.usedOn(node), template.requests)) continue;
      this.firstFree.set(template, index);
      return node;
    }
    return undefined;
  }

  private usedOn(node: Node): Amounts {
    return this.used.get(node) ?? node.used;
  }
}
