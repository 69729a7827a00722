import { choosesNode, type NodeChoice, toleratesTaints } from "@breakwater/kubernetes-rules";
import {
  clusterOf,
  type DeclaredPool,
  ifKnown,
  nodeLabelsOf,
  nodeTaintsOf,
  type PodSpec,
  type Resource,
  type Workload,
} from "@breakwater/plan-views";

/**
 * Pools on whose nodes the scheduler may put a workload's pods, room aside: by their selector and required affinity, and by the taints that they
 * tolerate.
 *
 * @param resources of the stack, for the region of its cluster
 * @throws SelectorError for an affinity that Kubernetes refuses
 */
export function poolsFor(
  { podSpec }: Pick<Workload, "podSpec">,
  pools: readonly DeclaredPool[],
  resources: readonly Resource[],
): DeclaredPool[] {
  const region = ifKnown(() => clusterOf(resources)?.location);
  const declared = new Set(pools.flatMap(({ labels }) => Object.keys(labels)));
  return pools.filter((pool) => {
    if (!toleratesTaints(nodeTaintsOf(pool), podSpec.tolerations)) return false;
    const zones = pool.zones.length === 0 ? [undefined] : pool.zones;
    return zones.some((zone) => {
      const labels = nodeLabelsOf(pool, { region, zone });
      return choosesNode(
        sayable(podSpec, (key) => key in labels || declared.has(key) || !isOthers(key)),
        { labels },
      );
    });
  });
}

/** Labels that the kubelet, AKS and what looks for devices put on nodes beside those that are known here. */
const isOthers = (key: string): boolean => /^([\w-]+\.)*(kubernetes\.io|k8s\.io|azure\.com|nvidia\.com)\//.test(key);

/** A pod's choice without what it asks of labels that nobody can tell here: such a label keeps it from no pool. */
function sayable({ nodeSelector, affinity }: PodSpec, isKnown: (key: string) => boolean): NodeChoice {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const selected = Object.entries(nodeSelector ?? {}).filter(([key]) => isKnown(key));
  return {
    nodeSelector: Object.fromEntries(selected),
    ...(required && {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: (required.nodeSelectorTerms ?? []).map((term) => ({
              ...term,
              matchExpressions: term.matchExpressions?.map((each) => (isKnown(each.key) ? each : anyNode)) ?? [],
            })),
          },
        },
      },
    }),
  };
}

/** What every node meets. */
const anyNode = { key: "kubernetes.io/os", operator: "Exists" };
