import { defaultMaxPods, type OsDiskSettings } from "@breakwater/azure-sizes";
import { isObject, type Json, type JsonObject } from "../plan";

export const clusterType = "azure-native:containerservice:ManagedCluster";
export const poolType = "azure-native:containerservice:AgentPool";

export interface Taint {
  key: string;
  value?: string;
  effect: string;
}

/** A node pool, as far as its nodes can be told from those of another. */
export interface Pool {
  name: string;
  vmSize: string;
  mode: "System" | "User";
  /** Nodes that it has. */
  count: number;
  /** Bounds of the Cluster Autoscaler; absent where it is off. */
  bounds?: { min: number; max: number };
  maxPods: number;
  /** Size of the OS disk, GiB; absent where AKS chooses it by the size of the VM. */
  osDiskGiB?: number;
  /** Where it lies; absent where AKS chooses. */
  osDiskType?: OsDiskSettings["type"];
  /** Availability zones of its region, for example `1`; empty for none. */
  zones: string[];
  labels: Record<string, string>;
  taints: Taint[];
  spot: boolean;
}

/** The pools that a resource of Azure brings: those inside a cluster, or the one that an `AgentPool` is. None for any other. */
export function poolsOf(type: string, inputs: JsonObject): Pool[] {
  if (type === poolType) return [readPool(inputs, inputs["agentPoolName"])];
  if (type !== clusterType || !Array.isArray(inputs["agentPoolProfiles"])) return [];
  return inputs["agentPoolProfiles"].filter(isObject).map((profile) => readPool(profile, profile["name"]));
}

function readPool(inputs: JsonObject, name: Json | undefined): Pool {
  const bounds =
    inputs["enableAutoScaling"] === true
      ? { min: number(inputs["minCount"], 1), max: number(inputs["maxCount"], 1) }
      : undefined;
  const count = number(inputs["count"], bounds?.min ?? 1);
  return {
    name: String(name),
    vmSize: String(inputs["vmSize"]),
    mode: inputs["mode"] === "System" ? "System" : "User",
    // Where the autoscaler is on, it brings a pool whose bounds have moved back between them.
    count: bounds ? Math.min(Math.max(count, bounds.min), bounds.max) : count,
    ...(bounds && { bounds }),
    maxPods: number(inputs["maxPods"], defaultMaxPods()),
    ...(typeof inputs["osDiskSizeGB"] === "number" &&
      inputs["osDiskSizeGB"] > 0 && { osDiskGiB: inputs["osDiskSizeGB"] }),
    ...((inputs["osDiskType"] === "Managed" || inputs["osDiskType"] === "Ephemeral") && {
      osDiskType: inputs["osDiskType"],
    }),
    zones: strings(inputs["availabilityZones"]),
    labels: isObject(inputs["nodeLabels"])
      ? Object.fromEntries(Object.entries(inputs["nodeLabels"]).map(([key, value]) => [key, String(value)]))
      : {},
    taints: strings(inputs["nodeTaints"]).map(readTaint),
    spot: inputs["scaleSetPriority"] === "Spot",
  };
}

/** `sku=gpu:NoSchedule` or `sku:NoSchedule`, as Azure writes taints. */
export function readTaint(text: string): Taint {
  const [, key, value, effect] = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(text) ?? [];
  if (key === undefined || effect === undefined)
    throw new Error(`the taint ${JSON.stringify(text)} is not of the form key=value:Effect`);
  return { key, ...(value && { value }), effect };
}

function number(value: Json | undefined, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}

function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
