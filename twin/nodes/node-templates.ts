import type { VmSize } from "@breakwater/azure-sizes";
import { newNodeTemplateOf, type Amounts, type NodeTemplate } from "@breakwater/cluster-autoscaler";
import type { Pool } from "@breakwater/plan-views";
import { buildNode } from "./node";

/**
 * What the nodes of a pool would be like, one template for each of its zones (one where it names none): the same nodes that the twin makes.
 *
 * @param region Azure region, for the zones' names
 * @param daemonsOn requests of each of the DaemonSet pods that would run on such a node. Default: none does
 */
export function nodeTemplates(
  pool: Pool,
  size: VmSize,
  region: string,
  daemonsOn: (node: NodeTemplate) => readonly Amounts[] = () => [],
): NodeTemplate[] {
  return Array.from({ length: Math.max(pool.zones.length, 1) }, (_, zone) => {
    const node = buildNode(pool, size, region, zone);
    return newNodeTemplateOf(node, pool.name, daemonsOn(newNodeTemplateOf(node, pool.name)));
  });
}
