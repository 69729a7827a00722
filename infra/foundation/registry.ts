import * as pulumi from "@pulumi/pulumi";
import { type AksCluster, ContainerRegistry, type Network } from "../../components/azure";
import type { Ground } from "./ground";
import { allowedIpRanges, createPrivateEndpoint } from "./network";

/** The registry of the product's images, from which the cluster's nodes pull. */
export function createRegistry(ground: Ground, network: Network, cluster: AksCluster): ContainerRegistry {
  const { settings, placement, suffix } = ground;
  const registry = new ContainerRegistry("registry", {
    ...placement,
    registryName: pulumi.interpolate`crbreakwater${settings.environment}${suffix}`,
    sku: settings.registry.sku,
    zoneRedundant: settings.registry.sku === "Premium" && settings.cluster.zones.length > 0,
    allowedIpRanges: allowedIpRanges(ground, "registry"),
    pullerObjectId: cluster.kubeletObjectId,
  });
  createPrivateEndpoint(ground, network, "registry", registry.id);
  return registry;
}
