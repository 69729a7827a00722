import { maxSurgeOf, poolSizeRules } from "@breakwater/azure-sizes";
import * as pulumi from "@pulumi/pulumi";
import type { containerservice } from "@pulumi/azure-native/types/input";
import { type ArgumentCheck, integerBetween } from "../validation";
import { localDNSProfile } from "./local-dns";
import { nodePoolName } from "./names";
import { nodeOs } from "./node-os";
import type { PlacementArgs } from "./placement";
import { poolLabel } from "../pool-label";
import { validZones } from "./zones";

/** The pool that every cluster is created with: critical add-ons only, fixed in size. */
export interface SystemPoolArgs {
  /** Pool name, 12 characters at most. */
  name: pulumi.Input<string>;
  /** Azure VM size of every node: amd64, without GPUs, and not of the burstable B series, which AKS supports for no system pool. */
  vmSize: pulumi.Input<string>;
  /** Nodes at creation, 1 to 100. `az aks nodepool scale` changes a live pool, and that count stays. */
  count: pulumi.Input<number>;
  /** Availability zones to spread the nodes over, each named once. Default: none. */
  zones?: pulumi.Input<string[]>;
  /** Whether the hosts encrypt temporary disks and caches too. Azure cannot change it in place. Default: false. */
  encryptionAtHost?: pulumi.Input<boolean>;
}

/** The arguments, each checked under `systemPool.`. */
export function validSystemPool(
  check: ArgumentCheck,
  args: SystemPoolArgs,
  location: PlacementArgs["location"],
): Required<SystemPoolArgs> {
  return {
    name: check.input("systemPool.name", args.name, nodePoolName),
    vmSize: check.input("systemPool.vmSize", args.vmSize, poolSizeRules.system),
    count: check.input("systemPool.count", args.count, integerBetween(1, 100)),
    zones: validZones(check, "systemPool.zones", args.zones ?? [], location),
    encryptionAtHost: args.encryptionAtHost ?? false,
  };
}

/**
 * The pool as the cluster's inline profile, without its count.
 *
 * It names no Kubernetes version: a PUT of the cluster that names one for some of its pools only, or another than the pool has,
 * is refused (NotAllAgentPoolOrchestratorVersionSpecifiedAndUnchanged, azure-native#2094, AKS#4765). Without one, AKS gives a
 * new pool the cluster's, and a raised version of the cluster reaches its control plane alone: the pool follows by
 * `az aks nodepool upgrade` (https://learn.microsoft.com/azure/aks/upgrade-aks-cluster).
 */
export function systemPoolProfile(
  pool: Required<SystemPoolArgs>,
  { nodeSubnetId, tags }: Pick<PlacementArgs, "tags"> & { nodeSubnetId: pulumi.Input<string> },
) {
  return {
    name: pool.name,
    mode: "System",
    type: "VirtualMachineScaleSets",
    ...nodeOs,
    vmSize: pool.vmSize,
    enableEncryptionAtHost: pool.encryptionAtHost,
    vnetSubnetID: nodeSubnetId,
    availabilityZones: pulumi.output(pool.zones).apply((zones) => (zones.length > 0 ? zones : undefined)),
    nodeLabels: { [poolLabel]: "system" },
    // What surges must not compete with CoreDNS for a node.
    nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
    upgradeSettings: { maxSurge: maxSurgeOf.system },
    localDNSProfile,
    tags,
  } satisfies containerservice.ManagedClusterAgentPoolProfileArgs;
}
