import { upgradeProblem } from "../kubernetes-versions";
import { partlyVersioned } from "../pool-versions";
import { objectsAt, valueAt } from "../resource-type";
import { fixed, forceNew, goes, made, reference, replaced } from "./facts";
import type { Change, ChangeRule, TypeFacts } from "./facts";
import { childrenOf } from "./users";

const poolPages = "https://learn.microsoft.com/azure/aks/manage-node-pools#limitations";

/** Of what AKS never changes it fills in what nobody says, and a PUT that says nothing keeps it: the template of a first deployment can be deployed again. */
const filledIn = ["enableNodePublicIP", "enableUltraSSD", "kubeletDiskType", "maxPods", "osDiskSizeGB", "osDiskType"];
const isSaid = ({ path, after }: Change): boolean =>
  after !== undefined || !filledIn.includes(path.slice(path.lastIndexOf(".") + 1));
/** What AKS never changes of a pool that is there; azurerm's `azurerm_kubernetes_cluster_node_pool` makes it anew for the same. */
const fixedOfPool = [
  "availabilityZones",
  "capacityReservationGroupID",
  "creationData",
  "enableEncryptionAtHost",
  "enableNodePublicIP",
  "enableUltraSSD",
  "gpuProfile",
  "hostGroupID",
  "kubeletConfig",
  "kubeletDiskType",
  "linuxOSConfig",
  "maxPods",
  "nodePublicIPPrefixID",
  "osDiskSizeGB",
  "osDiskType",
  "osType",
  "podSubnetID",
  "proximityPlacementGroupID",
  "scaleSetEvictionPolicy",
  "scaleSetPriority",
  "spotMaxPrice",
  "type",
  "vnetSubnetID",
  "workloadRuntime",
];

const linuxes = ["Ubuntu", "Ubuntu2204", "Ubuntu2404", "AzureLinux", "AzureLinux3"];

/** The Kubernetes version of a control plane or a pool goes up by one minor version at a time. */
const versionsGoUp = (path: string): ChangeRule =>
  fixed([path], {
    code: "OperationNotAllowed",
    reason: "a Kubernetes version goes up only, one minor version at a time",
    way: "Set the next minor version, run `up`, and repeat; there is no way back but a new cluster.",
    source: "https://learn.microsoft.com/azure/aks/upgrade-aks-control-plane",
    when: ({ before, after }) => upgradeProblem(before, after) !== undefined,
  });

const osSkuRule = (at: string): ChangeRule =>
  fixed([`${at}osSKU`], {
    reason: "AKS changes the system of a pool between Ubuntu and Azure Linux only",
    way: "Make a pool with another name, let the pods move, then remove the first.",
    source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/26730",
    unsaid: "Ubuntu",
    when: ({ before = "Ubuntu", after = "Ubuntu" }) => ![before, after].every((name) => linuxes.includes(String(name))),
  });

/** AKS: clusters, their pools and their maintenance windows. */
export const containerFacts: Record<string, TypeFacts> = {
  "azure-native:containerservice:ManagedCluster": {
    pathParameters: ["resourceGroupName", "resourceName"],
    existence: made,
    deletion: goes("aks/managed-clusters/delete"),
    changes: [
      replaced(
        [
          "location",
          "diskEncryptionSetID",
          "dnsPrefix",
          "fqdnSubdomain",
          "linuxProfile",
          "nodeResourceGroup",
          "windowsProfile",
          ...["serviceCidr", "serviceCidrs", "dnsServiceIP", "networkMode", "networkPlugin", "networkPluginMode"].map(
            (name) => `networkProfile.${name}`,
          ),
          ...["podCidr", "networkDataplane", "networkPolicy", "outboundType"].map((name) => `networkProfile.${name}`),
        ],
        "https://github.com/pulumi/pulumi-azure-native/pull/4771",
      ),
      fixed(["networkProfile.podCidrs"], {
        reason: "the range of the pods stays as it was made",
        way: "Make a second cluster with the range, move the workloads, then remove the first.",
        source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/31203",
      }),
      fixed(["networkProfile.loadBalancerSku"], {
        reason: "a load balancer goes from basic to standard only",
        way: "Leave it at standard.",
        source: "https://learn.microsoft.com/azure/aks/upgrade-basic-load-balancer-on-aks",
        unsaid: "standard",
        when: ({ after }) => String(after).toLowerCase() === "basic",
      }),
      fixed(["agentPoolProfiles"], {
        code: "BadRequest",
        reason:
          "a new agent pool was introduced: adding agent pools to an existing cluster, or renaming one, is not allowed through managed cluster operations",
        way: "Add the pool as an AgentPool of its own, or another system pool by `az aks nodepool add --mode System` before it is declared here.",
        source: "https://github.com/pulumi/pulumi-azure-native/issues/579",
        when: namesANewPool,
      }),
      fixed(["agentPoolProfiles", "kubernetesVersion"], {
        code: "NotAllAgentPoolOrchestratorVersionSpecifiedAndUnchanged",
        reason:
          "using the managed cluster API, the orchestratorVersion of all agent pools must be specified, or of none; this one names it for the inline pool while other pools exist",
        way: "Leave orchestratorVersion out of agentPoolProfiles, and upgrade the inline pool's nodes by `az aks nodepool upgrade`.",
        source: "https://github.com/Azure/AKS/pull/2889",
        when: ({ id, azure, to }) => azure !== undefined && id !== undefined && partlyVersioned(id, to, azure),
      }),
      fixed(
        ["vmSize", ...fixedOfPool].map((name) => `agentPoolProfiles[*].${name}`),
        {
          reason: "AKS does not change this of a pool that is there",
          way: "Add another system pool by `az aks nodepool add --mode System`, remove the old one by `az aks nodepool delete`, then declare the new one's name and size.",
          source:
            "https://learn.microsoft.com/azure/aks/use-system-pools#add-a-system-node-pool-to-an-existing-aks-cluster",
          when: isSaid,
        },
      ),
      osSkuRule("agentPoolProfiles[*]."),
      versionsGoUp("agentPoolProfiles[*].orchestratorVersion"),
      versionsGoUp("kubernetesVersion"),
      fixed(["enableRBAC"], {
        reason: "whether a cluster uses Kubernetes RBAC is decided when it is made",
        way: "Make a second cluster with it.",
        source: "https://learn.microsoft.com/azure/aks/concepts-identity#kubernetes-rbac",
        unsaid: true,
      }),
      fixed(["apiServerAccessProfile.enablePrivateCluster"], {
        reason: "a cluster without API Server VNet Integration stays public, or private, as it was made",
        way: "Make a second cluster with it, move the workloads, then remove the first.",
        source: "https://learn.microsoft.com/azure/aks/private-clusters#limitations",
        unsaid: false,
        when: ({ from, to }) =>
          ![from, to].every((inputs) => valueAt(inputs, "apiServerAccessProfile.enableVnetIntegration") === true),
      }),
      fixed(["apiServerAccessProfile.privateDNSZone"], {
        reason: "the DNS zone of a private cluster can only be taken away",
        way: "Set it to none, or make a second cluster.",
        source: "https://learn.microsoft.com/azure/aks/private-clusters#configure-a-private-dns-zone",
        when: ({ after }) => after !== "none",
      }),
      fixed(["oidcIssuerProfile.enabled"], {
        code: "OIDCIssuerFeatureCannotBeDisabled",
        reason: "the OIDC issuer cannot be switched off again",
        way: "Leave it on.",
        source: "https://learn.microsoft.com/azure/aks/use-oidc-issuer#limitations",
        when: ({ before }) => before === true,
      }),
      fixed(["aadProfile"], {
        reason: "Entra ID integration cannot be switched off again",
        way: "Leave it on.",
        source: "https://learn.microsoft.com/azure/aks/enable-authentication-microsoft-entra-id#limitations",
        when: ({ before, after }) => before !== undefined && after === undefined,
      }),
      fixed(["aadProfile.managed"], {
        reason: "Entra ID integration that AKS manages cannot be switched off again",
        way: "Leave it on.",
        source: "https://learn.microsoft.com/azure/aks/enable-authentication-microsoft-entra-id#limitations",
        when: ({ before, after }) => before === true && after !== true,
      }),
      fixed(["servicePrincipalProfile.clientId", "servicePrincipalProfile.secret"], {
        reason: "a cluster's service principal does not change by a PUT of the cluster",
        way: "Change it by `az aks update-credentials --reset-service-principal`, or give the cluster a managed identity.",
        source: "https://github.com/Azure/azure-cli/issues/12713",
        when: ({ before, after }) => before !== undefined && after !== undefined,
      }),
    ],
    otherwise: { source: reference("aks/managed-clusters/create-or-update") },
    defaults: {
      source: reference("aks/managed-clusters/get"),
      values: () => ({
        enableRBAC: true,
        disableLocalAccounts: false,
        supportPlan: "KubernetesOfficial",
        servicePrincipalProfile: { clientId: "msi" },
        sku: { name: "Base", tier: "Free" },
        networkProfile: { ipFamilies: ["IPv4"], loadBalancerSku: "standard" },
      }),
    },
  },
  "azure-native:containerservice:AgentPool": {
    pathParameters: ["resourceGroupName", "resourceName", "agentPoolName"],
    existence: made,
    deletion: goes("aks/agent-pools/delete"),
    changes: [
      replaced(["vmSize", "gpuInstanceProfile", "networkProfile.nodePublicIPTags"], forceNew),
      fixed(fixedOfPool, {
        reason: "AKS does not change this of a pool that is there",
        way: "Give the pool another name with the change, so that it stands before the old one goes, and let the pods move.",
        source: poolPages,
        when: isSaid,
      }),
      osSkuRule(""),
      versionsGoUp("orchestratorVersion"),
    ],
    otherwise: { source: reference("aks/agent-pools/create-or-update") },
    defaults: {
      source: reference("aks/agent-pools/get"),
      values: () => ({ enableFIPS: false, enableNodePublicIP: false, enableUltraSSD: false }),
    },
  },
  "azure-native:containerservice:MaintenanceConfiguration": {
    pathParameters: ["resourceGroupName", "resourceName", "configName"],
    existence: made,
    deletion: goes("aks/maintenance-configurations/delete"),
    changes: [],
    otherwise: { source: reference("aks/maintenance-configurations/create-or-update") },
  },
};

/** Whether a list of inline pools has a name that the cluster does not have. */
function namesANewPool({ from, to, id, azure }: Change): boolean {
  const known = new Set(objectsAt(from, "agentPoolProfiles").map(({ name }) => name));
  if (azure && id !== undefined)
    for (const { inputs } of childrenOf(azure, id, "azure-native:containerservice:AgentPool"))
      known.add(inputs.agentPoolName!);
  return objectsAt(to, "agentPoolProfiles").some(({ name }) => !known.has(name));
}
