import * as pulumi from "@pulumi/pulumi";
import {
  type AksCluster,
  ContainerRegistry,
  DockerHubMirror,
  type Network,
  type SecretVault,
} from "../../components/azure";
import { dockerHubRepositories } from "../../components/kubernetes";
import type { FoundationContext } from "./context";
import { heldByLock } from "./locks";
import { allowedIpRanges, createPrivateEndpoint } from "./network";
import { dockerHubSecrets } from "./vault";

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
    heldByLock(context, "registry"),
  );
  createPrivateEndpoint(context, network, "registry", registry.id);
  return registry;
}

/**
 * Docker Hub's images in the registry, where the settings name an account for it.
 *
 * @returns what stands for `docker.io` in the names of images; `undefined` where nodes ask Docker Hub itself
 */
export function createDockerHubMirror(
  context: FoundationContext,
  registry: ContainerRegistry,
  vault: SecretVault,
): pulumi.Output<string> | undefined {
  const { settings, placement, attachments, endpoints } = context;
  if (settings.registry.dockerHubUsername === "") return undefined;
  const mirror = new DockerHubMirror(
    "docker-hub",
    {
      resourceGroupName: placement.resourceGroupName,
      registryName: registry.registryName,
      loginServer: registry.loginServer,
      repositories: dockerHubRepositories,
      vaultId: vault.id,
      vaultUri: vault.uri,
      secrets: dockerHubSecrets,
    },
    // The account is granted secret by secret, and nodes pull from where the registry's name leads.
    { dependsOn: [vault, ...endpoints], ...heldByLock(context, "registry") },
  );
  attachments.push(mirror);
  return mirror.prefix;
}
