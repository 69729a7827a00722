import { quantitiesOf, type VmSize } from "@breakwater/azure-sizes";
import { nodeLabelsOf, nodeResourcesOf, nodeTaintsOf, type Pool } from "@breakwater/plan-views";
import { newNodeTemplateOf, type NodeInput, type NodeTemplate } from "../cluster/node-template";
import { addTo, type Amounts } from "../cluster/resources";

/**
 * A node of a pool as AKS would make it: labels, taints, capacity and what is left of it for pods. GPUs are there from the start, which in Azure takes
 * the device plugin.
 *
 * @param name of the node
 * @param region Azure region, for example `koreacentral`
 * @param index of the node in its pool: Azure spreads them over the zones in turn
 */
export function nodeOf(pool: Pool, size: VmSize, { name, region, index }: NodePosition): NodeInput {
  const zone = pool.zones.length > 0 ? pool.zones[index % pool.zones.length] : undefined;
  const { capacity, allocatable } = nodeResourcesOf(pool, size);
  return {
    metadata: { name, labels: { ...nodeLabelsOf(pool, { region, zone }), "kubernetes.io/hostname": name } },
    spec: { taints: nodeTaintsOf(pool) },
    status: { capacity: quantitiesOf(capacity), allocatable: quantitiesOf(allocatable) },
  };
}

interface NodePosition {
  name: string;
  region: string;
  index: number;
}

/**
 * What the nodes of a pool would be like, one template for each of its zones (one where it names none).
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
  return Array.from({ length: Math.max(pool.zones.length, 1) }, (_, index) => {
    const template = newNodeTemplateOf(nodeOf(pool, size, { name: pool.name, region, index }), pool.name);
    for (const requests of daemonsOn(template)) addTo(template.daemons, requests);
    return template;
  });
}
