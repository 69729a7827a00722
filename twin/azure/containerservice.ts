import { maintenanceConfiguration } from "./maintenance-configuration";
import { clusterKubeconfig, managedCluster } from "./managed-cluster";
import { agentPool } from "./node-pool";
import type { AzureFunction, AzureType } from "./resource-type";

/** AKS clusters, their node pools and maintenance windows. */
export const containerservice: Record<string, AzureType> = {
  "azure-native:containerservice:ManagedCluster": managedCluster,
  "azure-native:containerservice:AgentPool": agentPool,
  "azure-native:containerservice:MaintenanceConfiguration": maintenanceConfiguration,
};

/** Credentials of clusters. */
export const containerserviceFunctions: Record<string, AzureFunction> = {
  "azure-native:containerservice:listManagedClusterUserCredentials": (args, state) =>
    clusterKubeconfig(args, state, "clusterUser"),
  "azure-native:containerservice:listManagedClusterAdminCredentials": (args, state) =>
    clusterKubeconfig(args, state, "clusterAdmin"),
};
