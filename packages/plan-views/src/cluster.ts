import { Reader } from "./read";
import { azureName, ofType, type Properties, type Resource } from "./resource";

/** Token of an AKS cluster, as `isType` takes it. */
export const clusterType = "azure-native:containerservice:ManagedCluster";

/** An AKS cluster as the program declares it. Each property is read when it is asked for. */
export interface Cluster {
  readonly resource: Resource;
  /** As a message names it: *ManagedCluster "aks-breakwater-prod"*. */
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
  /** Settings of the Cluster Autoscaler as they are declared; absent where AKS's own hold. */
  readonly autoScalerProfile: Properties | undefined;
}

/** The clusters among the resources, in their order. */
export const clustersOf = (resources: readonly Resource[]): Cluster[] =>
  ofType(resources, clusterType).map((resource) => new ClusterOfAzure(resource));

/** The cluster of a stack: the first, where there are several. */
export const clusterOf = (resources: readonly Resource[]): Cluster | undefined => clustersOf(resources)[0];

class ClusterOfAzure implements Cluster {
  readonly title: string;
  private readonly read: Reader;

  constructor(readonly resource: Resource) {
    this.title = `ManagedCluster "${azureName(resource, "resourceName")}"`;
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

  get autoScalerProfile(): Properties | undefined {
    return this.read.record("autoScalerProfile");
  }
}
