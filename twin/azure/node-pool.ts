import type { Json, JsonObject } from "../plan/types";
import { guidOf } from "./identifiers";
import { checkSkew, checkUpgrade } from "./kubernetes-versions";
import { checkPool } from "./node-pool-rules";
import { inside } from "./resource-type";
import type { AzureType, NameRule } from "./resource-type";
import { findResource } from "./state";
import type { AzureState } from "./state";

/** Names of Linux pools; those of Windows pools, which this product has none of, have 6 characters at most. */
export const poolNameRule: NameRule = {
  pattern: /^[a-z][a-z0-9]{0,11}$/,
  rule: "1 to 12 lower-case letters and digits, beginning with a letter (https://aka.ms/aks-naming-rules)",
  code: "InvalidParameter",
};

/** Node pools of AKS. */
export const agentPool: AzureType = {
  armType: "Microsoft.ContainerService/managedClusters/agentPools",
  nameInput: "agentPoolName",
  nameRule: poolNameRule,
  parentId: inside("Microsoft.ContainerService/managedClusters", "resourceName"),
  segment: "agentPools",
  required: ["vmSize"],
  requiredCode: "InvalidParameter",
  immutable: [
    "vmSize",
    "osDiskType",
    "osDiskSizeGB",
    "vnetSubnetID",
    "availabilityZones",
    "gpuProfile",
    "maxPods",
    "scaleSetPriority",
    "enableEncryptionAtHost",
  ],
  check: ({ id, inputs, state, existing }) => {
    checkPool(inputs, { at: "", id, state });
    checkUpgrade(existing?.inputs.orchestratorVersion, inputs.orchestratorVersion, "orchestratorVersion");
    if (state) checkSkew(inputs.orchestratorVersion, versionOfCluster(id, state), "orchestratorVersion");
  },
  outputs: ({ inputs, id, state }) => ({
    ...poolOutputs(inputs),
    nodeImageVersion: "AKSUbuntu-2204gen2containerd",
    currentOrchestratorVersion: inputs.orchestratorVersion ?? versionOfCluster(id, state),
    eTag: guidOf(`${id}/etag`),
    provisioningState: "Succeeded",
  }),
};

/** What AKS fills in for a pool that does not say it. */
export function poolOutputs(pool: JsonObject): JsonObject {
  return {
    count: pool.count ?? 1,
    kubeletDiskType: pool.kubeletDiskType ?? "OS",
    maxPods: pool.maxPods ?? 250,
    mode: pool.mode ?? "User",
    osDiskSizeGB: pool.osDiskSizeGB ?? 128,
    osDiskType: pool.osDiskType ?? "Managed",
    osSKU: pool.osSKU ?? "Ubuntu",
    osType: pool.osType ?? "Linux",
    powerState: { code: "Running" },
    scaleDownMode: pool.scaleDownMode ?? "Delete",
    type: pool.type ?? "VirtualMachineScaleSets",
  };
}

function versionOfCluster(poolId: string, state: AzureState | undefined): Json {
  const cluster = state && findResource(state, poolId.slice(0, poolId.lastIndexOf("/agentPools/")));
  return cluster?.inputs.kubernetesVersion ?? "1.35";
}
