import { addressAt } from "@breakwater/cidr";
import * as pulumi from "@pulumi/pulumi";
import type { ManagedClusterArgs } from "@pulumi/azure-native/containerservice";
import type { containerservice } from "@pulumi/azure-native/types/input";
import type { AksClusterArgs, ValidClusterArgs } from "./aks-cluster-args";

/** Pods and Services on an overlay, and the nodes' way out. */
export function networkProfile(
  valid: ValidClusterArgs,
  { egress }: AksClusterArgs,
): containerservice.ContainerServiceNetworkProfileArgs {
  return {
    // Kubenet retires on 2028-03-31 and Azure NPM stops at 250 nodes: overlay with Cilium has neither end.
    networkPlugin: "azure",
    networkPluginMode: "overlay",
    networkDataplane: "cilium",
    networkPolicy: "cilium",
    podCidr: valid.podCidr,
    serviceCidr: valid.serviceCidr,
    dnsServiceIP: pulumi.output(valid.serviceCidr).apply((network) => addressAt(network, 10)),
    loadBalancerSku: "standard",
    outboundType: egress === "natGateway" ? "userAssignedNATGateway" : "loadBalancer",
  };
}

/** Who reaches the API server. */
export function apiServerAccessProfile(
  valid: ValidClusterArgs,
  { privateApiServer = false }: AksClusterArgs,
): containerservice.ManagedClusterAPIServerAccessProfileArgs {
  return {
    authorizedIPRanges: valid.authorizedIpRanges,
    enablePrivateCluster: privateApiServer,
    // `az aks command invoke` is the one way in without a VPN. With a public address it would only be a second one.
    disableRunCommand: !privateApiServer,
    ...(privateApiServer && { privateDNSZone: "system", enablePrivateClusterPublicFQDN: true }),
  };
}

/** What guards identities, nodes and images. */
export function securityProfile(
  valid: ValidClusterArgs,
  { defender = false, logWorkspaceId }: AksClusterArgs,
): containerservice.ManagedClusterSecurityProfileArgs {
  return {
    workloadIdentity: { enabled: true },
    imageCleaner: { enabled: true, intervalHours: valid.imageCleanerHours },
    defender: {
      securityMonitoring: { enabled: defender },
      logAnalyticsWorkspaceResourceId: defender ? logWorkspaceId : undefined,
    },
  };
}

/** Add-ons, each on or off in so many words: one that is not mentioned stays as it was. */
export function addonProfiles({
  azurePolicy = false,
  logWorkspaceId,
}: AksClusterArgs): Record<string, containerservice.ManagedClusterAddonProfileArgs> {
  return {
    azurepolicy: azurePolicy ? { enabled: true, config: { version: "v2" } } : { enabled: false },
    omsagent:
      logWorkspaceId === undefined
        ? { enabled: false }
        : // By identity: the workspace's key would be a secret that every node holds.
          { enabled: true, config: { logAnalyticsWorkspaceResourceID: logWorkspaceId, useAADAuth: "true" } },
  };
}

/** Autoscalers that AKS manages. KEDA comes by its chart, in the version that the twin runs too. */
export const workloadAutoScalerProfile = {
  keda: { enabled: false },
  verticalPodAutoscaler: { enabled: true },
} as const;

/** What the tier brings with it. */
export function tierProfiles(
  valid: ValidClusterArgs,
): Pick<ManagedClusterArgs, "sku" | "supportPlan" | "metricsProfile"> {
  const tier = pulumi.output(valid.tier);
  return {
    sku: { name: "Base", tier },
    // Premium exists for this alone.
    supportPlan: tier.apply((name) => (name === "Premium" ? "AKSLongTermSupport" : "KubernetesOfficial")),
    // Azure refuses it on Free.
    metricsProfile: { costAnalysis: { enabled: tier.apply((name) => name !== "Free") } },
  };
}
