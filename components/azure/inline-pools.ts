import * as pulumi from "@pulumi/pulumi";
import type { GetManagedClusterResult } from "@pulumi/azure-native/containerservice";
import type { containerservice } from "@pulumi/azure-native/types/input";

type Answer = NonNullable<GetManagedClusterResult["agentPoolProfiles"]>[number];
type Profile = containerservice.ManagedClusterAgentPoolProfileArgs;

/**
 * What the request of a cluster says of a pool that is made on its own: what a `NodePool` declares. Not among it:
 * - `count`: without one, a pool keeps its nodes (CAPZ PR#1991), also those that it gets between the answer and the request;
 * - `orchestratorVersion`: where no pool has one, none is upgraded (AKS PR#2889);
 * - what AKS fills in, such as disks: left out, it stays.
 */
const said = [
  ...["name", "mode", "type", "osType", "osSKU", "vmSize", "vnetSubnetID", "availabilityZones", "tags"],
  ...["enableAutoScaling", "minCount", "maxCount", "scaleSetPriority", "scaleSetEvictionPolicy", "spotMaxPrice"],
  ...["nodeLabels", "nodeTaints", "gpuProfile", "enableEncryptionAtHost", "upgradeSettings", "localDNSProfile"],
] as const;

/**
 * The pools of a cluster's request. A new cluster has one, because one pool that is edited inline sets all to Scaling, and one that is
 * removed inline stays in Azure (azure-native#4264, #1686, #579).
 *
 * Azure answers with all pools by name, those too that were made on their own (azure-native#1298). The request of a change goes along
 * with that, each pool as it is: a refresh then finds each in its place. Beside a shorter list in the state it would put one pool's
 * values into another's place, because azure-native compares answers place by place.
 *
 * @param systemPool the pool that is declared here, with the nodes that it has, or the first time `initialCount`
 */
export function inlinePools(
  systemPool: Profile,
  initialCount: pulumi.Input<number>,
  living: Promise<GetManagedClusterResult | undefined>,
): pulumi.Output<Profile[]> {
  return pulumi.all([living, systemPool.name]).apply(([cluster, name]) => {
    const pools = cluster?.agentPoolProfiles ?? [];
    const own = pools.find((pool) => pool.name === name);
    const declared = { ...systemPool, count: own?.count ?? initialCount };
    const all = pools.map((pool) => (pool === own ? declared : asRequest(pool)));
    return own === undefined ? [...all, declared] : all;
  });
}

const asRequest = (answer: Answer): Profile =>
  Object.fromEntries(
    said.flatMap((key) => (answer[key] === undefined || answer[key] === null ? [] : [[key, requested(answer[key])]])),
  ) as unknown as Profile;

/** LocalDNS' `state` is an answer only. */
const requested = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "state" in value && "mode" in value ? { mode: value.mode } : value;
