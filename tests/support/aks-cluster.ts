import type * as pulumi from "@pulumi/pulumi";
import { registerResources } from "./azure-resources";
import { AksCluster, type AksClusterArgs } from "../../components/azure/aks-cluster";

const cluster = "azure-native:containerservice:ManagedCluster";
const userCredentials = "azure-native:containerservice:listManagedClusterUserCredentials";
const clusterNow = "azure-native:containerservice:getManagedCluster";
/** An id of Entra ID. */
export const guid = "11111111-2222-3333-4444-555555555555";

/** Arguments that Azure takes: a test changes one of them. */
export const args: AksClusterArgs = {
  resourceGroupName: "rg",
  location: "koreacentral",
  tags: { product: "breakwater" },
  clusterName: "aks-test",
  kubernetesVersion: "1.35",
  tier: "Standard",
  localAccounts: false,
  adminGroupObjectIds: [guid],
  deployerObjectId: guid,
  deployerPrincipalType: "User",
  tenantId: guid,
  nodeSubnetId: "/subscriptions/1/subnets/snet-nodes",
  podCidr: "10.244.0.0/16",
  serviceCidr: "10.0.0.0/16",
  systemPool: { name: "system1", vmSize: "Standard_D4s_v5", count: 3, zones: ["1", "2", "3"] },
};

const types = [
  cluster,
  "azure-native:managedidentity:UserAssignedIdentity",
  "azure-native:authorization:RoleAssignment",
  "azure-native:containerservice:MaintenanceConfiguration",
  "azure-native:monitor:DataCollectionRule",
  "azure-native:monitor:DataCollectionRuleAssociation",
  "azure-native:monitor:DiagnosticSetting",
] as const;

const exec = {
  apiVersion: "client.authentication.k8s.io/v1beta1",
  command: "kubelogin",
  args: ["--login", "devicecode"],
};
const kubeconfig = JSON.stringify({ users: [{ name: "user", user: { exec } }] });
const credentials = { kubeconfigs: [{ name: "clusterUser", value: Buffer.from(kubeconfig).toString("base64") }] };

/**
 * Registers a cluster with some arguments changed, and notes which credentials Azure was asked for.
 *
 * @param living what Azure has of the cluster before; without it, nothing
 */
export async function register(
  changed: Partial<AksClusterArgs> = {},
  preview = false,
  opts: pulumi.ComponentResourceOptions = {},
  living?: Record<string, unknown>,
) {
  const asked: Record<string, unknown>[] = [];
  let made = living !== undefined;
  const calls = {
    [userCredentials]: (args: Record<string, unknown>) => (asked.push(args), credentials),
    // Asked once before the cluster is registered, and again for what Azure adds to it.
    [clusterNow]: () => {
      if (!made) {
        made = true;
        throw new Error('Status=404 Code="ResourceNotFound" Message="The Resource was not found."');
      }
      return {
        ...living,
        identityProfile: { kubeletidentity: { objectId: "kubelet-object" } },
        oidcIssuerProfile: { enabled: true, issuerURL: "https://issuer.example/1/" },
      };
    },
  };
  const construct = () => new AksCluster("aks", { ...args, ...changed }, opts);
  return { asked, ...(await registerResources(types, construct, { calls, preview })) };
}
/** The cluster itself, with some arguments changed. */
export const clusterOf = async (changed: Partial<AksClusterArgs> = {}) => (await register(changed)).resource(cluster);
