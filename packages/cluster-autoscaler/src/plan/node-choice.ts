import type { NodeChoice } from "@breakwater/kubernetes-rules";
import type { DeclaredPool, PodSpec } from "@breakwater/plan-views";

/**
 * Labels that the kubelet, AKS, Karpenter and what looks for devices put on nodes beside those that are known here
 * (https://learn.microsoft.com/azure/aks/use-labels#reserved-system-labels, with the older ones that have no prefix).
 */
const isOthers = (key: string): boolean =>
  /^([\w-]+\.)*(kubernetes\.io|k8s\.io|azure\.com|nvidia\.com|amd\.com|karpenter\.sh)\//.test(key) ||
  /^(accelerator|storageprofile|storagetier)$/.test(key);

/** Labels that tell where a node is: without the region nobody knows their values. */
const ofRegion: readonly string[] = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

/** Labels of nodes that can be told from a Plan, by their keys. */
export class NodeLabels {
  private readonly keys: ReadonlySet<string>;

  /**
   * @param told labels of the pools' nodes
   * @param pools whose own labels are all that they have beside those of AKS and of others
   * @param region of the cluster; `undefined` where it is not known
   */
  constructor(
    told: readonly Readonly<Record<string, string>>[],
    pools: readonly DeclaredPool[],
    region: string | undefined,
  ) {
    const keys = [...told, ...pools.map(({ labels }) => labels)].flatMap((labels) => Object.keys(labels));
    this.keys = new Set(keys.filter((key) => region !== undefined || !ofRegion.includes(key)));
  }

  /** Whether it is known which nodes have a label, and with what value. One that no pool and nobody else puts there, none has. */
  isKnown(key: string): boolean {
    return key !== "kubernetes.io/hostname" && (this.keys.has(key) || !isOthers(key));
  }

  /**
   * A pod's choice of nodes without what it asks of labels that nobody can tell from a Plan, such as those of Node Feature Discovery
   * (https://kubernetes-sigs.github.io/node-feature-discovery): such a label keeps it from no pool.
   */
  sayable({ nodeSelector, affinity }: PodSpec): NodeChoice {
    const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    const selected = Object.entries(nodeSelector ?? {}).filter(([key]) => this.isKnown(key));
    return {
      ...(selected.length > 0 && { nodeSelector: Object.fromEntries(selected) }),
      ...(required && {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: (required.nodeSelectorTerms ?? []).map((term) => ({
                ...term,
                ...(term.matchExpressions && {
                  matchExpressions: term.matchExpressions.map((each) => (this.isKnown(each.key) ? each : anyNode)),
                }),
                // A node's name is AKS' to give.
                ...(term.matchFields && {
                  matchFields: [],
                  matchExpressions: [...(term.matchExpressions ?? []), anyNode],
                }),
              })),
            },
          },
        },
      }),
    };
  }
}

/** What every node meets. */
const anyNode = { key: "kubernetes.io/os", operator: "Exists" };
