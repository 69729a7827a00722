import { toleratesTaints } from "@breakwater/kubernetes-rules";
import type { Cluster, Node } from "./cluster";
import { hostnameLabel } from "./node-template";
import type { Spread } from "./pod-constraints";
import { selects } from "./pod-selection";
import type { PodTemplate } from "./pod-template";

/**
 * The domains that a required spread counts: values of its label on the nodes that have the labels of all required constraints, and that it honors
 * (k8s.io/kubernetes v1.36, pkg/scheduler/framework/plugins/podtopologyspread/filtering.go). They hold for as long as no node comes or goes.
 */
export class SpreadDomains {
  /** One node of each domain. */
  private readonly representatives: readonly Node[];
  /** Of the pod itself, where its own selector selects it. */
  private readonly self: number;

  constructor(
    private readonly cluster: Cluster,
    template: PodTemplate,
    private readonly spread: Spread,
  ) {
    const keys = template.spread.filter(({ required }) => required).map(({ topologyKey }) => topologyKey);
    const byDomain = new Map<string, Node>();
    for (const node of cluster.nodes) {
      if (!keys.every((key) => domainOf(node, key) !== undefined)) continue;
      if (spread.honorsAffinity && !cluster.matchesAffinity(node.template, template)) continue;
      if (spread.honorsTaints && !toleratesTaints(node.template.taints, template.tolerations)) continue;
      const domain = domainOf(node, spread.topologyKey)!;
      if (!byDomain.has(domain)) byDomain.set(domain, node);
    }
    this.representatives = [...byDomain.values()];
    this.self = selects(spread, template) ? 1 : 0;
  }

  /** Pods of the domain with the fewest; 0 where there are fewer domains than there must be, Infinity where there is none. */
  fewest(): number {
    if (this.representatives.length < this.spread.minDomains) return 0;
    let fewest = Infinity;
    for (const node of this.representatives) fewest = Math.min(fewest, this.countAt(node)!);
    return fewest;
  }

  /** Whether one pod more on a node stays within the skew. A node without the label takes none. */
  allows(node: Node, fewest: number): boolean {
    const count = this.countAt(node);
    return count !== undefined && count + this.self - fewest <= this.spread.maxSkew;
  }

  private countAt(node: Node): number | undefined {
    return this.cluster.countInDomain(this.spread, this.spread.topologyKey, node);
  }
}

const domainOf = ({ name, template }: Node, key: string): string | undefined =>
  key === hostnameLabel ? name : template.labels[key];
