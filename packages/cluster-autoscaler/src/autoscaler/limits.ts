import type { Cluster, Pod } from "../cluster/cluster";
import type { PodTemplate } from "../cluster/pod-template";
import type { NodeGroup } from "./node-group";
import { newBin, takes } from "./pack";

/** Why pending pods get no node from a pool. */
export interface Limit {
  group: NodeGroup;
  /** It is at its maximum; the subscription's quota is used up; there are no more pod addresses; a scale-up has failed a while ago. */
  reason: "max" | "quota" | "addresses" | "back-off";
}

/** Pods of one workload that get no node, and why. */
export interface Refusal {
  pods: Pod[];
  /** The limits of all pools that would take them; `no-pool` where none would; `no-help`: nodes that came did not help them. */
  reason: { kind: "limits"; limits: Limit[] } | { kind: "no-pool" } | { kind: "no-help" };
}

/** What keeps pods from a node. */
export interface Hindrance {
  refusals: Refusal[];
  /** Of all pools that would take one of the pods, also where another pool may still grow for it. */
  limits: Limit[];
}

/**
 * What keeps these pods from having a node. Where a pool that may grow would take a pod, it waits for a later scan, and is not refused.
 *
 * @param limits of the pools that may not grow
 */
export function hindranceOf(
  cluster: Cluster,
  unserved: readonly Pod[],
  groups: readonly NodeGroup[],
  limits: readonly Limit[],
): Hindrance {
  const byTemplate = new Map<PodTemplate, Pod[]>();
  for (const pod of unserved) {
    const pods = byTemplate.get(pod.template);
    if (pods) pods.push(pod);
    else byTemplate.set(pod.template, [pod]);
  }
  const refusals: Refusal[] = [];
  const concerned = new Set<Limit>();
  for (const [template, pods] of byTemplate) {
    const takers = groups.filter(({ templates }) => templates.some((node) => takes(newBin(cluster, node), template)));
    const own = limits.filter(({ group }) => takers.includes(group));
    for (const limit of own) concerned.add(limit);
    if (takers.length === 0) refusals.push({ pods, reason: { kind: "no-pool" } });
    else if (takers.every((taker) => own.some(({ group }) => group === taker)))
      refusals.push({ pods, reason: { kind: "limits", limits: own } });
  }
  return { refusals, limits: limits.filter((limit) => concerned.has(limit)) };
}
