import { Neighbours } from "./neighbours";
import { admits, matchesAffinity, type NodeTemplate } from "./node-template";
import { QuotaUse, type QuotaRefusal } from "./pod-quota";
import type { PodSelection } from "./pod-selection";
import type { DisruptionBudget, PodTemplate } from "./pod-template";
import { SpreadDomains } from "./spread-domains";
import { addTo, type Amounts } from "./resources";

/** A pod, from its creation until its node has it no more. */
export interface Pod {
  readonly template: PodTemplate;
  /** Seconds. */
  readonly createdAt: number;
  /** In order of creation. */
  readonly serial: number;
  node?: Node;
  /** When it was bound to its node, seconds. */
  boundAt?: number;
  /** The node on which others make room for it. */
  nominated?: Node;
  /** The scheduler has looked for a node, and there was none (condition `PodScheduled`, reason `Unschedulable`). */
  unschedulable: boolean;
  /** It has been asked to end; its place is taken until it is removed. */
  deleting: boolean;
  /** Set by whoever runs the pod; disruption budgets count it. */
  ready: boolean;
}

/** A node. */
export interface Node {
  readonly name: string;
  readonly template: NodeTemplate;
  readonly pods: Set<Pod>;
  /** What its pods request, with those of DaemonSets. */
  readonly used: Amounts;
  /** Pods that wait for others to leave it. */
  readonly nominated: Set<Pod>;
  /** Pods of each workload. */
  readonly count: Map<PodTemplate, number>;
  /** Seconds. */
  readonly createdAt: number;
  /** Its kubelet says so. A node that is not takes no pods. */
  ready: boolean;
  /** It takes no new pods. */
  cordoned: boolean;
  /** The Cluster Autoscaler is removing it. */
  leaving: boolean;
  /** Somebody has forbidden its removal (annotation `cluster-autoscaler.kubernetes.io/scale-down-disabled`). */
  readonly kept: boolean;
}

/** What may be said of a new node. */
export interface NodeState {
  /** Default: one that is made of the pool's name and a number. */
  name?: string;
  /** Seconds. Default: 0 */
  createdAt?: number;
  /** Default: true */
  ready?: boolean;
  /** Default: false */
  cordoned?: boolean;
  /** Default: false */
  kept?: boolean;
}

/** Nodes and pods and where each is: the state that scheduler and Cluster Autoscaler share. */
export class Cluster {
  readonly nodes: Node[] = [];
  /** Pods without a node, in order of creation. */
  readonly pending = new Set<Pod>();
  /** Goes up whenever there may be room that was not there before. */
  roomChanges = 0;
  private serial = 0;
  private readonly names = new Map<string, number>();
  private readonly admitted = new Verdicts(admits);
  private readonly chosen = new Verdicts(matchesAffinity);
  private readonly workloads = new Map<PodTemplate, Set<Pod>>();
  private readonly quotas = new QuotaUse();
  private readonly neighbours = new Neighbours(this.nodes);
  /** Of the required spread of each workload; emptied when a node comes or goes. */
  private readonly domains = new Map<PodTemplate, readonly SpreadDomains[]>();

  addNode(template: NodeTemplate, state: NodeState = {}): Node {
    const { name = this.nextName(template), createdAt = 0, ready = true, cordoned = false, kept = false } = state;
    const node: Node = {
      name,
      template,
      pods: new Set(),
      used: template.daemons.slice(),
      nominated: new Set(),
      count: new Map(),
      createdAt,
      ready,
      cordoned,
      leaving: false,
      kept,
    };
    this.nodes.push(node);
    this.domains.clear();
    this.roomChanges++;
    return node;
  }

  /** Removes a node and the pods that are still on it. */
  removeNode(node: Node): void {
    for (const pod of [...node.pods]) this.removePod(pod);
    for (const pod of node.nominated) delete pod.nominated;
    this.nodes.splice(this.nodes.indexOf(node), 1);
    this.domains.clear();
    this.roomChanges++;
  }

  /** A new pod, without a node. */
  addPod(template: PodTemplate, now: number): Pod {
    const pod: Pod = {
      template,
      createdAt: now,
      serial: this.serial++,
      unschedulable: false,
      deleting: false,
      ready: false,
    };
    this.pending.add(pod);
    this.podsOf(template).add(pod);
    this.quotas.count(template.quotas, 1);
    return pod;
  }

  removePod(pod: Pod): void {
    this.pending.delete(pod);
    if (this.workloads.get(pod.template)?.delete(pod)) this.quotas.count(pod.template.quotas, -1);
    this.withdraw(pod);
    if (!pod.node) return;
    this.count(pod, pod.node, -1);
    pod.node.pods.delete(pod);
    this.roomChanges++;
    delete pod.node;
  }

  bind(pod: Pod, node: Node, now: number): void {
    this.withdraw(pod);
    this.pending.delete(pod);
    pod.unschedulable = false;
    pod.node = node;
    pod.boundAt = now;
    node.pods.add(pod);
    this.count(pod, node, 1);
    // Others may wait for such a pod beside them, or for a domain that is no longer the emptiest.
    if (this.neighbours.areAwaited) this.roomChanges++;
  }

  /** Keeps the room on a node that others are making for a pod. */
  nominate(pod: Pod, node: Node): void {
    this.withdraw(pod);
    pod.nominated = node;
    node.nominated.add(pod);
  }

  /** Gives that room back. */
  withdraw(pod: Pod): void {
    if (!pod.nominated) return;
    pod.nominated.nominated.delete(pod);
    delete pod.nominated;
    this.roomChanges++;
  }

  /** The quota that keeps a further pod of a workload from being created; none where it may be. */
  quotaAgainst(template: PodTemplate): QuotaRefusal | undefined {
    return this.quotas.refuses(template.quotas);
  }

  /** All pods of a workload, also those that are ending. */
  podsOf(template: PodTemplate): Set<Pod> {
    let pods = this.workloads.get(template);
    if (!pods) {
      this.workloads.set(template, (pods = new Set()));
      this.neighbours.add(template);
    }
    return pods;
  }

  /** All pods that a disruption budget covers. */
  podsUnder(budget: DisruptionBudget): Pod[] {
    return [...this.workloads].flatMap(([template, pods]) => (template.budgets.includes(budget) ? [...pods] : []));
  }

  /** Whether a pod may stand on a node at all, room aside. */
  admits(node: NodeTemplate, pod: PodTemplate): boolean {
    return this.admitted.of(node, pod);
  }

  /** Whether a node meets a pod's selector and required affinity. */
  matchesAffinity(node: NodeTemplate, pod: PodTemplate): boolean {
    return this.chosen.of(node, pod);
  }

  /** How many of the pods that a constraint selects stand on the nodes that share a node's value of a label; absent where it has none. */
  countInDomain(selection: PodSelection, topologyKey: string, node: Node): number | undefined {
    return this.neighbours.count(selection, topologyKey, node);
  }

  /** The domains of each spread that a workload requires. */
  spreadDomains(template: PodTemplate): readonly SpreadDomains[] {
    let domains = this.domains.get(template);
    if (!domains) {
      const required = template.spread.filter((spread) => spread.required);
      this.domains.set(template, (domains = required.map((spread) => new SpreadDomains(this, template, spread))));
    }
    return domains;
  }

  /** Whether a pod of a workload may stand on a node beside the pods that are around: ports of the node, affinity, anti-affinity of either. */
  allowsBeside(template: PodTemplate, node: Node): boolean {
    return this.neighbours.allow(template, node);
  }

  /** Whether pods of two workloads may share a node, whichever comes first. */
  mayShareNode(template: PodTemplate, other: PodTemplate): boolean {
    return this.neighbours.mayShareNode(template, other);
  }

  private nextName({ pool }: NodeTemplate): string {
    const number = this.names.get(pool) ?? 0;
    this.names.set(pool, number + 1);
    return `aks-${pool}-${String(number).padStart(6, "0")}`;
  }

  private count(pod: Pod, node: Node, change: 1 | -1): void {
    const { template } = pod;
    addTo(node.used, template.requests, change);
    const left = (node.count.get(template) ?? 0) + change;
    if (left === 0) node.count.delete(template);
    else node.count.set(template, left);
    this.neighbours.moved(template, node, change);
  }
}

/** What was found of a pod and a node once: templates do not change. */
class Verdicts {
  private readonly known = new Map<PodTemplate, Map<NodeTemplate, boolean>>();

  constructor(private readonly judge: (node: NodeTemplate, pod: PodTemplate) => boolean) {}

  of(node: NodeTemplate, pod: PodTemplate): boolean {
    let byNode = this.known.get(pod);
    if (!byNode) this.known.set(pod, (byNode = new Map()));
    let verdict = byNode.get(node);
    if (verdict === undefined) byNode.set(node, (verdict = this.judge(node, pod)));
    return verdict;
  }
}
