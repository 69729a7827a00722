import { findVmSize } from "@breakwater/azure-sizes";
import type { KubernetesObject } from "../../controlplane";
import { buildNode, nodeName } from "../../nodes";
import type { Pool } from "@breakwater/plan-views";
import { NodeRoom } from "./fit/node-room";
import type { PodDemand } from "./fit/pod";

/** A node that a pool is to get. */
export interface Addition {
  pool: string;
  node: KubernetesObject;
  /** Pods for which it is. */
  pods: PodDemand[];
}

/** A pod for which no node helps, and why. */
export interface Refusal {
  /** `namespace/name`. */
  pod: string;
  reason: string;
}

export interface ScaleUpRequest {
  pools: readonly Pool[];
  /** Azure region, for the labels of zones. */
  region: string;
  /** Nodes that are there or on their way. */
  nodes: readonly KubernetesObject[];
  pods: readonly PodDemand[];
  /** How many nodes were made for a pod already, by uid. */
  helped: ReadonlyMap<string, number>;
}

/**
 * Nodes made for one pod after which it gets no further: another pod may take the first, but the scheduler also knows reasons
 * that are not weighed here, such as anti-affinity between pods, and for those no node would ever be enough.
 */
const mostNodesForAPod = 3;

/** Priority below which a pod is no reason for a node (`expendable-pods-priority-cutoff` of the Cluster Autoscaler). */
export const expendableBelow = -10;

/**
 * The nodes that pending pods need: as few as take them all. A pod goes onto a node that is on its way if one takes it, else
 * onto a new one of the first pool that could, the smallest machine first and of equal ones the pool with the fewest nodes.
 */
export function planScaleUp({ pools, region, nodes, pods, helped }: ScaleUpRequest): {
  additions: Addition[];
  refusals: Refusal[];
} {
  const rooms = nodes.map((node) => new NodeRoom(node));
  for (const pod of pods.filter(({ gone }) => !gone)) rooms.find(({ name }) => name === pod.nodeName)?.place(pod);
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  const additions: Addition[] = [];
  const additionOf = new Map<NodeRoom, Addition>();
  const refusals: Refusal[] = [];

  for (const pod of pods.filter(waitsForNode)) {
    const label = `${pod.namespace}/${pod.name}`;
    const room = rooms.find((nodeRoom) => nodeRoom.takes(pod));
    if (room) {
      room.place(pod);
      additionOf.get(room)?.pods.push(pod);
      continue;
    }
    if ((helped.get(pod.uid) ?? 0) >= mostNodesForAPod) {
      refusals.push({ pod: label, reason: "nodes were added for it, and the scheduler does not put it there" });
      continue;
    }
    const choice = bySize(pools, rooms)
      .map((pool) => ({ pool, ...growth(pool, region, names, rooms, pod) }))
      .find(({ room: entry }) => entry !== undefined);
    if (!choice?.room || !choice.node) {
      refusals.push({ pod: label, reason: refusalReason(pools, region, rooms, pod) });
      continue;
    }
    choice.room.place(pod);
    rooms.push(choice.room);
    names.add(choice.node.metadata.name);
    const addition = { pool: choice.pool.name, node: choice.node, pods: [pod] };
    additions.push(addition);
    additionOf.set(choice.room, addition);
  }
  return { additions, refusals };
}

/** Whether a pod is a reason for a node. */
function waitsForNode({ gone, nodeName: bound, unschedulable, boundToNode, priority }: PodDemand): boolean {
  return !gone && bound === undefined && unschedulable && !boundToNode && priority >= expendableBelow;
}

/** A node that a pool could get and that takes the pod; nothing where the pool is full, not autoscaled, or no node of it helps. */
function growth(
  pool: Pool,
  region: string,
  names: ReadonlySet<string>,
  rooms: readonly NodeRoom[],
  pod: PodDemand,
): { node?: KubernetesObject; room?: NodeRoom } {
  const size = findVmSize(pool.vmSize);
  if (!pool.bounds || !size.known || sizeOf(pool, rooms) >= pool.bounds.max) return {};
  const index = freeIndex(pool, names);
  const node = buildNode(pool, size, region, index);
  const room = new NodeRoom(node);
  return room.takes(pod) ? { node, room } : {};
}

function freeIndex(pool: Pool, names: ReadonlySet<string>): number {
  for (let index = 0; ; index++) if (!names.has(nodeName(pool.name, index))) return index;
}

function sizeOf(pool: Pool, rooms: readonly NodeRoom[]): number {
  return rooms.filter((room) => room.pool === pool.name).length;
}

function bySize(pools: readonly Pool[], rooms: readonly NodeRoom[]): Pool[] {
  // A pool of a size that is not known has no node to offer: its place in the order is the last.
  const vcpus = ({ vmSize }: Pool): number => {
    const size = findVmSize(vmSize);
    return size.known ? size.vcpus : Infinity;
  };
  return [...pools].sort((a, b) => vcpus(a) - vcpus(b) || sizeOf(a, rooms) - sizeOf(b, rooms));
}

function refusalReason(pools: readonly Pool[], region: string, rooms: readonly NodeRoom[], pod: PodDemand): string {
  const full = pools.filter((pool) => {
    const unbounded = pool.bounds && { ...pool, bounds: { min: 0, max: Infinity } };
    return unbounded && growth(unbounded, region, new Set(), rooms, pod).room !== undefined;
  });
  if (full.length === 0) return "no autoscaled pool has nodes that would take it";
  const sizes = full.map(({ name, bounds }) => `${name} has its ${bounds?.max}`);
  return `the pools that would take it are at their maximum: ${sizes.join(", ")}`;
}
