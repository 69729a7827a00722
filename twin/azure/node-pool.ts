import { findVmSize, osDiskOf } from "@breakwater/azure-sizes";
import { type DeclaredResource, type Json, type JsonObject, poolsIn } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { guidOf } from "./identifiers";
import { checkSkew } from "./kubernetes-versions";
import { checkPool } from "./node-pool-rules";
import { inside } from "./resource-type";
import type { AzureType, NameRule } from "./resource-type";
import { findResource } from "./state";
import type { AzureResource, AzureState } from "./state";

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
  check: ({ id, inputs, state, existing }) => {
    if (!existing && (inputs.count ?? null) === null && inputs.enableAutoScaling !== true) {
      throw new AzureError("InvalidParameter", "Required parameter properties.count is missing (null).", "count", {
        way: "Say with how many nodes the pool begins.",
        source: "https://github.com/pulumi/pulumi-azure-native/issues/2943",
      });
    }
    checkPool(inputs, { at: "", id, state });
    if (state) checkSkew(inputs.orchestratorVersion, versionOfCluster(id, state), "orchestratorVersion");
  },
  outputs: ({ inputs, id, state }) => ({
    ...poolOutputs(inputs, declaredCluster(clusterOf(id, state))),
    nodeImageVersion: "AKSUbuntu-2204gen2containerd",
    currentOrchestratorVersion: inputs.orchestratorVersion ?? versionOfCluster(id, state),
    eTag: guidOf(`${id}/etag`),
    provisioningState: "Succeeded",
  }),
};

/**
 * What AKS fills in for a pool that does not say it.
 *
 * @param cluster whose pool it is; where it is not at hand, one with an overlay is assumed
 */
export function poolOutputs(pool: JsonObject, cluster: DeclaredResource | undefined): JsonObject {
  const [read] = poolsIn({ type: "azure-native:containerservice:AgentPool", name: "pool", props: pool }, cluster);
  return {
    count: pool.count ?? 1,
    kubeletDiskType: pool.kubeletDiskType ?? "OS",
    maxPods: read!.maxPods,
    mode: pool.mode ?? "User",
    ...osDiskOutputs(pool),
    osSKU: pool.osSKU ?? "Ubuntu",
    osType: pool.osType ?? "Linux",
    powerState: { code: "Running" },
    scaleDownMode: pool.scaleDownMode ?? "Delete",
    type: pool.type ?? "VirtualMachineScaleSets",
  };
}

/** The OS disk as the pool says it, and as AKS chooses it by the size of the VM; of a size that is not known it is left open. */
function osDiskOutputs({ vmSize, osDiskSizeGB, osDiskType }: JsonObject): JsonObject {
  const type = osDiskType === "Managed" || osDiskType === "Ephemeral" ? osDiskType : undefined;
  const gib = typeof osDiskSizeGB === "number" && osDiskSizeGB > 0 ? osDiskSizeGB : undefined;
  const said = { ...(gib !== undefined && { osDiskSizeGB: gib }), ...(type && { osDiskType: type }) };
  const size = findVmSize(String(vmSize));
  if (!size.known) return said;
  const disk = osDiskOf(size, { ...(gib !== undefined && { gib }), ...(type && { type }) });
  return { osDiskSizeGB: disk.gib, osDiskType: disk.kind === "ephemeral" ? "Ephemeral" : "Managed" };
}

const versionOfCluster = (poolId: string, state: AzureState | undefined): Json =>
  clusterOf(poolId, state)?.inputs.kubernetesVersion ?? "1.35";

const declaredCluster = (cluster: AzureResource | undefined): DeclaredResource | undefined =>
  cluster && { type: cluster.token, name: cluster.madeBy, props: cluster.inputs };

const clusterOf = (poolId: string, state: AzureState | undefined): AzureResource | undefined =>
  state && findResource(state, poolId.slice(0, poolId.lastIndexOf("/agentPools/")));
