import { Reader } from "./read";
import { azureName, isType, type Properties, type Resource } from "./resource";

const clusterType = "azure-native:containerservice:ManagedCluster";

/** An AKS cluster as the program declares it. Each property is read when it is asked for. */
export interface Cluster {
  readonly resource: Resource;
  /** As a message names it: *Cluster "aks-breakwater-prod"*. */
  readonly title: string;
  /** Azure region; absent where the resource group's holds. */
  readonly location: string | undefined;
  /** Absent where AKS chooses it. */
  readonly kubernetesVersion: string | undefined;
  /** `Free`, `Standard` or `Premium`. Default: Free (https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers) */
  readonly tier: string;
  /** Resource group that AKS makes for the nodes; absent where AKS names it. */
  readonly nodeResourceGroup: string | undefined;
  /** Address space of the pods; absent where AKS chooses it. */
  readonly podCidr: string | undefined;
  /** `azure` or `kubenet`, and what enforces network policies and moves packets; absent where AKS chooses. */
  readonly networkPlugin: string | undefined;
  readonly networkPolicy: string | undefined;
  readonly networkDataplane: string | undefined;
  /** `KubernetesOfficial` or `AKSLongTermSupport`; absent where AKS chooses. */
  readonly supportPlan: string | undefined;
  /** What is switched on; all of it is off by default but local accounts. */
  readonly oidcIssuer: boolean;
  readonly workloadIdentity: boolean;
  readonly kedaAddon: boolean;
  readonly azureRbac: boolean;
  readonly localAccounts: boolean;
  /** Whether the API server has a private endpoint, in the subnet of the nodes. */
  readonly privateApiServer: boolean;
  /** Client id of the service principal as which it signs in; absent where it has an identity of its own. */
  readonly servicePrincipal: string | undefined;
  /** Settings of the Cluster Autoscaler as they are declared; absent where AKS's own hold. */
  readonly autoScalerProfile: Properties | undefined;
}

/** Whether a resource is an AKS cluster. */
export const isCluster = (resource: Pick<Resource, "type">): boolean => isType(resource, clusterType);

/** The clusters among the resources, in their order. */
export const clustersOf = (resources: readonly Resource[]): Cluster[] =>
  resources.filter(isCluster).map((resource) => new ClusterOfAzure(resource));

/** The cluster of a stack: the first, where there are several. */
export const clusterOf = (resources: readonly Resource[]): Cluster | undefined => clustersOf(resources)[0];

class ClusterOfAzure implements Cluster {
  readonly title: string;
  private readonly read: Reader;

  constructor(readonly resource: Resource) {
    this.title = `Cluster "${azureName(resource, "resourceName")}"`;
    this.read = new Reader(this.title, resource.props);
  }

  get location(): string | undefined {
    return this.read.text("location");
  }

  get kubernetesVersion(): string | undefined {
    return this.read.text("kubernetesVersion");
  }

  get tier(): string {
    return this.read.object("sku").text("tier") ?? "Free";
  }

  get nodeResourceGroup(): string | undefined {
    return this.read.text("nodeResourceGroup");
  }

  get podCidr(): string | undefined {
    return this.read.object("networkProfile").text("podCidr");
  }

  get networkPlugin(): string | undefined {
    return this.read.object("networkProfile").text("networkPlugin");
  }

  get networkPolicy(): string | undefined {
    return this.read.object("networkProfile").text("networkPolicy");
  }

  get networkDataplane(): string | undefined {
    return this.read.object("networkProfile").text("networkDataplane");
  }

  get supportPlan(): string | undefined {
    return this.read.text("supportPlan");
  }

  get oidcIssuer(): boolean {
    return this.read.object("oidcIssuerProfile").flag("enabled") ?? false;
  }

  get workloadIdentity(): boolean {
    return this.read.object("securityProfile").object("workloadIdentity").flag("enabled") ?? false;
  }

  get kedaAddon(): boolean {
    return this.read.object("workloadAutoScalerProfile").object("keda").flag("enabled") ?? false;
  }

  get azureRbac(): boolean {
    return this.read.object("aadProfile").flag("enableAzureRBAC") ?? false;
  }

  get localAccounts(): boolean {
    return !(this.read.flag("disableLocalAccounts") ?? false);
  }

  get privateApiServer(): boolean {
    return this.read.object("apiServerAccessProfile").flag("enablePrivateCluster") ?? false;
  }

  get servicePrincipal(): string | undefined {
    const clientId = this.read.object("servicePrincipalProfile").text("clientId");
    // What AKS writes there of a cluster with a managed identity.
    return clientId === "msi" ? undefined : clientId;
  }

  get autoScalerProfile(): Properties | undefined {
    return this.read.record("autoScalerProfile");
  }
}
