import { newNodeTemplateOf, type Amounts, type NodeTemplate } from "@breakwater/cluster-autoscaler";
import { buildNode } from "./node";
import type { Pool } from "./pools";
import type { Sku } from "./skus";

/**
 * What the nodes of a pool would be like, one template for each of its zones (one where it names none): the same nodes that the twin makes.
 *
 * @param region Azure region, for the zones' names
 * @param daemons requests of the DaemonSet pods that run on each node
 */
export function nodeTemplates(pool: Pool, sku: Sku, region: string, daemons: readonly Amounts[] = []): NodeTemplate[] {
  return Array.from({ length: Math.max(pool.zones.length, 1) }, (_, zone) =>
    newNodeTemplateOf(buildNode(pool, sku, region, zone), pool.name, daemons),
  );
}
