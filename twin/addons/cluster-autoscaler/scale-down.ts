import type { KubernetesObject } from "../../controlplane";
import type { Pool } from "@breakwater/plan-views";
import { NodeRoom } from "./fit/node-room";
import type { PodDemand } from "./fit/pod";
import { expendableBelow } from "./scale-up";

/** Share of a node below which it counts as under-used (`scale-down-utilization-threshold` of the Cluster Autoscaler and AKS). */
const underUsed = 0.5;

export interface ScaleDownRequest {
  pools: readonly Pool[];
  nodes: readonly KubernetesObject[];
  pods: readonly PodDemand[];
}

/**
 * Names of the nodes that are not needed: under-used, above their pool's minimum, and their pods have room elsewhere. Pods that
 * go with their node, and those below the cutoff of priority, hold none. The highest number of a pool comes first, as a scale
 * set removes them.
 */
export function unneededNodes({ pools, nodes, pods }: ScaleDownRequest): string[] {
  const rooms = nodes.map((node) => new NodeRoom(node));
  const present = pods.filter(({ gone }) => !gone);
  const on = (room: NodeRoom) => present.filter(({ nodeName }) => nodeName === room.name);
  for (const room of rooms)
    on(room)
      .filter(holdsNode)
      .forEach((pod) => room.place(pod));

  const removed = new Set<NodeRoom>();
  for (const room of [...rooms].sort((a, b) => (a.name < b.name ? 1 : -1))) {
    const bounds = pools.find(({ name }) => name === room.pool)?.bounds;
    const size = rooms.filter((nodeRoom) => nodeRoom.pool === room.pool && !removed.has(nodeRoom)).length;
    if (!bounds || size <= bounds.min || room.utilization >= underUsed) continue;
    const others = rooms.filter((nodeRoom) => nodeRoom !== room && !removed.has(nodeRoom));
    if (!moveAll(on(room).filter(holdsNode), others)) continue;
    removed.add(room);
  }
  return [...removed].map(({ name }) => name);
}

/** Whether pods find room elsewhere. Where one does not, the others keep what they took: the next nodes are judged the stricter. */
function moveAll(pods: readonly PodDemand[], rooms: readonly NodeRoom[]): boolean {
  return pods.every((pod) => {
    const room = rooms.find((nodeRoom) => nodeRoom.takes(pod));
    room?.place(pod);
    return room !== undefined;
  });
}

function holdsNode({ boundToNode, priority }: PodDemand): boolean {
  return !boundToNode && priority >= expendableBelow;
}
