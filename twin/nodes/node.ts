import type { VmSize } from "@breakwater/azure-sizes";
import { nodeOf } from "@breakwater/cluster-autoscaler";
import type { KubernetesObject } from "../controlplane";
import { metricsPathAnnotation, metricsPath } from "./kubelet-metrics";
import type { Pool } from "@breakwater/plan-views";

/** What of a pool can only change by replacing its nodes. */
export const shapeAnnotation = "breakwater.dev/node-shape";

/** By this annotation KWOK knows a node whose kubelet it plays. */
const kwokNode = { "kwok.x-k8s.io/node": "fake" };

/** A node's name as a scale set gives it: six digits to the base of 36. The scale set's own number is zero in the twin. */
export function nodeName(pool: string, index: number): string {
  return `aks-${pool}-00000000-vmss${index.toString(36).padStart(6, "0")}`;
}

/** The number in a node's name. */
export function nodeIndex(name: string): number {
  return parseInt(name.slice(-6), 36);
}

/**
 * One node of a pool with what AKS would put on it: labels, taints, capacity and what is left of it for pods. GPUs are there
 * from the start, which in Azure takes the device plugin.
 *
 * @param region Azure region, for example `koreacentral`
 */
export function buildNode(pool: Pool, size: VmSize, region: string, index: number): KubernetesObject {
  const name = nodeName(pool.name, index);
  const zone = pool.zones.length > 0 ? pool.zones[index % pool.zones.length] : undefined;
  const { metadata, spec, status } = nodeOf(pool, size, { name, region, index });
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      ...metadata,
      annotations: {
        ...kwokNode,
        [metricsPathAnnotation]: metricsPath(name),
        [shapeAnnotation]: [pool.vmSize, pool.maxPods, pool.osDiskGiB, pool.spot, zone].join("/"),
      },
    },
    spec,
    status,
  };
}
