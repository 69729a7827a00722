import * as pulumi from "@pulumi/pulumi";
import { type AksCluster, ContainerRegistry, type Network } from "../../components/azure";
import type { FoundationContext } from "./context";
import { allowedIpRanges, createPrivateEndpoint } from "./network";

/** The registry of the product's images, from which the cluster's nodes pull. */
export function createRegistry(context: FoundationContext, network: Network, cluster: AksCluster): ContainerRegistry {
  const { settings, placement, suffix } = context;
  const registry = new ContainerRegistry(
    "registry",
    {
      ...placement,
      registryName: pulumi.interpolate`crbreakwater${settings.environment}${suffix}`,
      sku: settings.registry.sku,
      zoneRedundant: settings.registry.sku === "Premium" && settings.cluster.zones.length > 0,
      allowedIpRanges: allowedIpRanges(context, "registry"),
      pullerObjectId: cluster.kubeletObjectId,
    },
    { protect: settings.guardrails.locks },
  );
  createPrivateEndpoint(context, network, "registry", registry.id);
  return registry;
}
