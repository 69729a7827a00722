import { choosesNode, toleratesTaints } from "@breakwater/kubernetes-rules";
import { nodeLabelsOf, nodeTaintsOf, type DeclaredPool, type Resource, type Workload } from "@breakwater/plan-views";
import { anyRegion, nodeLabelsOfPlan, regionOf } from "./pools";

/**
 * Pools on whose nodes the scheduler may put a workload's pods, room aside: by their selector and required affinity, and by the taints that they
 * tolerate.
 *
 * @param resources of the stack, for what can be told of its nodes' labels
 * @throws SelectorError for an affinity that Kubernetes refuses
 */
export function poolsFor(
  { podSpec }: Pick<Workload, "podSpec">,
  pools: readonly DeclaredPool[],
  resources: readonly Resource[],
): DeclaredPool[] {
  const choice = nodeLabelsOfPlan(resources).sayable(podSpec);
  const region = regionOf(resources) ?? anyRegion;
  return pools.filter((pool) => {
    if (!toleratesTaints(nodeTaintsOf(pool), podSpec.tolerations)) return false;
    const zones = pool.zones.length === 0 ? [undefined] : pool.zones;
    return zones.some((zone) => choosesNode(choice, { labels: nodeLabelsOf(pool, { region, zone }) }));
  });
}
