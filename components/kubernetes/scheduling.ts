import type { types } from "@pulumi/kubernetes";
import { spotKey } from "../pool-label";

/**
 * Spreads pods over zones and nodes as far as it goes. `ScheduleAnyway`, because the Cluster Autoscaler does not know zones: a
 * hard constraint leaves pods pending beside free nodes and blocks the scale-up.
 */
export function spreadOverZonesAndNodes(selector: Record<string, string>) {
  return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: "ScheduleAnyway" as const,
    labelSelector: { matchLabels: selector },
    // Each revision by itself: otherwise the pods that are about to go push the new ones to one side.
    matchLabelKeys: ["pod-template-hash"],
  }));
}

/** Lets a pod onto the GPU pool, whose taint keeps everything else away. */
export const toleratesGpuTaint: types.input.core.v1.Toleration = {
  key: "sku",
  operator: "Equal",
  value: "gpu",
  effect: "NoSchedule",
};

/** Lets a pod onto spot nodes: Azure taints them by itself. */
export const toleratesSpotTaint: types.input.core.v1.Toleration = {
  key: spotKey,
  operator: "Equal",
  value: "spot",
  effect: "NoSchedule",
};
