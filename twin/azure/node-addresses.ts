import { nodeAddressesIn, overlayNodes } from "@breakwater/cidr";
import { type JsonObject, poolsIn } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { isIpv4Block } from "./ipv4-block";
import { nodesOf } from "./node-counts";
import { poolsOfState } from "./pools-of-state";
import { valueAt } from "./resource-type";
import { findResource } from "./state";
import type { AzureState } from "./state";

/** Whose addresses are counted. */
interface PoolPlace {
  /** Start of the paths in messages, for example `agentPoolProfiles[0].`. */
  at: string;
  /** ARM id of the pool. */
  id: string;
  state: AzureState;
  /** The cluster's inputs, where the pool comes with its cluster. Default: those of the cluster that is there. */
  cluster?: JsonObject;
}

/** What to do, and where it is written. */
const rule = {
  way: "Make the network larger before the cluster is made, or the pools smaller: neither network of a cluster can grow later.",
  source: "https://github.com/Azure/AKS-Construction/issues/701",
};

/**
 * Refuses a pool whose nodes have no room in the cluster's networks. AKS reserves a /24 of an overlay's pod network for each node that its
 * pools may have, those of an upgrade among them, and an address of the subnet for each node that is there.
 *
 * @throws AzureError `InsufficientSubnetSize`
 */
export function checkAddresses(pool: JsonObject, { at, id, state, cluster }: PoolPlace): void {
  const clusterId = id.slice(0, id.lastIndexOf("/agentPools/"));
  const [asked] = poolsIn({ type: "azure-native:containerservice:AgentPool", name: id, props: pool });
  const others = poolsOfState(state).filter(
    (other) => isIn(other.id, clusterId) && other.id.toLowerCase() !== id.toLowerCase(),
  );
  const pools = [...others.map((other) => other.pool), asked!];

  const networks = cluster ?? findResource(state, clusterId)?.inputs ?? {};
  const podCidr = valueAt(networks, "networkProfile.podCidr");
  const isOverlay = valueAt(networks, "networkProfile.networkPluginMode") === "overlay";
  const most = pools.reduce((nodes, { mostNodes, surgeNodes }) => nodes + mostNodes + surgeNodes, 0);
  if (isOverlay && typeof podCidr === "string" && isIpv4Block(podCidr) && overlayNodes(podCidr) < most) {
    throw new AzureError(
      "InsufficientSubnetSize",
      `Pre-allocated IPs for ${most} nodes exceed those available in networkProfile.podCidr ${podCidr}, which has a /24 for ${overlayNodes(podCidr)}.`,
      `${at}maxCount`,
      rule,
    );
  }

  const subnet = findResource(state, String(pool.vnetSubnetID));
  const prefix = subnet?.inputs.addressPrefix;
  if (typeof prefix !== "string" || !isIpv4Block(prefix)) return;
  const there = others
    .filter((other) => other.pool.subnetId?.toLowerCase() === subnet!.id.toLowerCase())
    .reduce((nodes, other) => nodes + (nodesOf(state, other.id) ?? other.pool.count), asked!.count);
  const room = nodeAddressesIn(prefix, {});
  if (there > room) {
    throw new AzureError(
      "InsufficientSubnetSize",
      `Pre-allocated IPs ${there} exceed IPs available ${room} in subnet ${prefix}.`,
      `${at}count`,
      rule,
    );
  }
}

const isIn = (poolId: string, clusterId: string): boolean =>
  poolId.toLowerCase().startsWith(`${clusterId.toLowerCase()}/agentpools/`);
