import type { Node } from "./cluster";
import { hostnameLabel } from "./node-template";
import { areInConflict, type PodAffinityTerm } from "./pod-constraints";
import { selects, type PodSelection } from "./pod-selection";
import type { PodTemplate } from "./pod-template";

/** What decides beside whom the pods of a workload may stand. */
interface Relations {
  /** Pods that its anti-affinity keeps it from. */
  avoids: readonly PodAffinityTerm[];
  /** Anti-affinity of others that keeps it from them, with whose it is. */
  avoided: readonly { by: PodTemplate; term: PodAffinityTerm }[];
  /** Others with which it would want the same port of a node. */
  conflicts: ReadonlySet<PodTemplate>;
}

/**
 * Who stands beside whom: pods by the nodes' values of a label, and which of them bear one another. Pods of a workload are alike, so that
 * they are counted by workload and domain. Pods that are ending are still counted, as affinity does; a spread would leave them out.
 */
export class Neighbours {
  private readonly templates: PodTemplate[] = [];
  /** By label of nodes, by workload, by value: as many of its pods stand there. */
  private readonly counts = new Map<string, Map<PodTemplate, Map<string, number>>>();
  private readonly selected = new Map<PodSelection, { of: number; templates: PodTemplate[] }>();
  private readonly relations = new Map<PodTemplate, { of: number; relations: Relations }>();
  /** Whether a pod that finds no place may find one because another has. */
  areAwaited = false;

  /** @param nodes of the cluster, which changes them */
  constructor(private readonly nodes: readonly Node[]) {}

  /** There is a further workload. */
  add(template: PodTemplate): void {
    this.templates.push(template);
    this.areAwaited ||= template.affinity.length > 0 || template.spread.some(({ required }) => required);
  }

  /** A pod of a workload has come to a node, or left it. */
  moved(template: PodTemplate, node: Node, change: 1 | -1): void {
    for (const [topologyKey, byTemplate] of this.counts) countAt(byTemplate, template, topologyKey, node, change);
  }

  /** As `Cluster.countInDomain`. */
  count(selection: PodSelection, topologyKey: string, node: Node): number | undefined {
    const domain = topologyKey === hostnameLabel ? node.name : node.template.labels[topologyKey];
    if (domain === undefined) return undefined;
    let sum = 0;
    for (const template of this.selectedBy(selection)) sum += this.countOf(template, topologyKey, node, domain);
    return sum;
  }

  /** As `Cluster.allowsBeside` (pkg/scheduler/framework/plugins/interpodaffinity and nodeports). */
  allow(template: PodTemplate, node: Node): boolean {
    const { avoids, avoided, conflicts } = this.relationsOf(template);
    for (const other of conflicts) if (node.count.has(other)) return false;
    if (avoids.some((term) => (this.count(term, term.topologyKey, node) ?? 0) > 0)) return false;
    if (avoided.some(({ by, term }) => this.standsInDomain(by, term.topologyKey, node))) return false;
    return template.affinity.length === 0 || this.meetsAffinity(template, node);
  }

  /** As `Cluster.mayShareNode`. */
  mayShareNode(template: PodTemplate, other: PodTemplate): boolean {
    return (
      !keepsOff(template, other) && !keepsOff(other, template) && !areInConflict(template.hostPorts, other.hostPorts)
    );
  }

  private standsInDomain(template: PodTemplate, topologyKey: string, node: Node): boolean {
    const domain = topologyKey === hostnameLabel ? node.name : node.template.labels[topologyKey];
    return domain !== undefined && this.countOf(template, topologyKey, node, domain) > 0;
  }

  /** All terms must hold. The first pod of those that select themselves may stand anywhere: there is none yet to stand beside. */
  private meetsAffinity(template: PodTemplate, node: Node): boolean {
    const { affinity } = template;
    const counts = affinity.map((term) => this.count(term, term.topologyKey, node));
    if (counts.includes(undefined)) return false;
    if (counts.every((count) => count! > 0)) return true;
    const isFirst = affinity.every(
      (term) =>
        selects(term, template) &&
        this.selectedBy(term).every((each) => !this.nodes.some(({ count }) => count.has(each))),
    );
    return isFirst;
  }

  private countOf(template: PodTemplate, topologyKey: string, node: Node, domain: string): number {
    if (topologyKey === hostnameLabel) return node.count.get(template) ?? 0;
    let byTemplate = this.counts.get(topologyKey);
    if (!byTemplate) {
      this.counts.set(topologyKey, (byTemplate = new Map()));
      for (const other of this.nodes)
        for (const [own, count] of other.count) countAt(byTemplate, own, topologyKey, other, count);
    }
    return byTemplate.get(template)?.get(domain) ?? 0;
  }

  private selectedBy(selection: PodSelection): readonly PodTemplate[] {
    const known = this.selected.get(selection);
    if (known?.of === this.templates.length) return known.templates;
    const templates = this.templates.filter((template) => selects(selection, template));
    this.selected.set(selection, { of: this.templates.length, templates });
    return templates;
  }

  private relationsOf(template: PodTemplate): Relations {
    const known = this.relations.get(template);
    if (known?.of === this.templates.length) return known.relations;
    const relations: Relations = {
      avoids: template.antiAffinity,
      avoided: this.templates.flatMap((by) =>
        by.antiAffinity.filter((term) => selects(term, template)).map((term) => ({ by, term })),
      ),
      conflicts: new Set(this.templates.filter((other) => areInConflict(template.hostPorts, other.hostPorts))),
    };
    this.relations.set(template, { of: this.templates.length, relations });
    return relations;
  }
}

/** Whether the anti-affinity of one keeps another from its node. */
const keepsOff = ({ antiAffinity }: PodTemplate, other: PodTemplate): boolean =>
  antiAffinity.some((term) => term.topologyKey === hostnameLabel && selects(term, other));

function countAt(
  byTemplate: Map<PodTemplate, Map<string, number>>,
  template: PodTemplate,
  topologyKey: string,
  node: Node,
  change: number,
): void {
  const domain = node.template.labels[topologyKey];
  if (domain === undefined) return;
  let byDomain = byTemplate.get(template);
  if (!byDomain) byTemplate.set(template, (byDomain = new Map()));
  byDomain.set(domain, (byDomain.get(domain) ?? 0) + change);
}
