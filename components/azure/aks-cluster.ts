import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native/containerservice";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import { type AksClusterArgs, validClusterArgs } from "./aks-cluster-args";
import { autoScalerProfile } from "./autoscaler-profile";
import {
  addonProfiles,
  apiServerAccessProfile,
  networkProfile,
  securityProfile,
  tierProfiles,
  workloadAutoScalerProfile,
} from "./cluster-profiles";
import { missing } from "./computed";
import { type KubeloginMode, withKubelogin } from "./kubelogin";
import { collectContainerLogs } from "./container-logs";
import { identityIds } from "./identity-ids";
import { leftAlone } from "./left-alone";
import { maintainCluster } from "./maintenance";
import { grantRole } from "./roles";
import { inlinePools } from "./inline-pools";
import { systemPoolProfile } from "./system-pool";

export type { AksClusterArgs } from "./aks-cluster-args";

/**
 * A Kubernetes cluster of AKS: Entra ID with Azure RBAC, Workload Identity, Azure CNI overlay on Cilium, and a Cluster
 * Autoscaler that is set up for bursts. A `NodePool`, and what needs the Kubernetes API, should depend on the component: its
 * last step gives the deployer access to that API.
 */
export class AksCluster extends pulumi.ComponentResource {
  /** Azure id of the cluster. */
  public readonly id: pulumi.Output<string>;
  /** Name of the cluster, known once it exists. */
  public readonly clusterName: pulumi.Output<string>;
  /** Resource group that AKS keeps for the nodes and all that they cost. */
  public readonly nodeResourceGroupName: pulumi.Output<string>;
  /** Object id of the identity with which the nodes pull images. */
  public readonly kubeletObjectId: pulumi.Output<string>;
  /** Address of the issuer whose service account tokens Entra ID trusts. */
  public readonly oidcIssuerUrl: pulumi.Output<string>;
  /** Kubeconfig for `kubectl` with kubelogin; a secret. */
  public readonly kubeconfig: pulumi.Output<string>;

  constructor(name: string, args: AksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:AksCluster", name, args, opts);
    const valid = validClusterArgs(name, args);
    const { resourceGroupName, location, tags } = valid;
    const childOptions = pulumi.mergeOptions(opts, { parent: this });
    // Protection is the cluster's and its identity's: what is made again in a minute must stay replaceable.
    const replaceable = pulumi.mergeOptions(childOptions, { protect: false });

    // An identity of our own, so that it may use the subnet before the cluster asks for it.
    const identity = new managedidentity.UserAssignedIdentity(
      `${name}-identity`,
      { resourceGroupName, resourceName: pulumi.interpolate`id-${valid.clusterName}`, location, tags },
      childOptions,
    );
    const subnetAccess = grantRole(
      `${name}-subnet`,
      {
        principalId: identityIds(identity, resourceGroupName, this).principalId,
        principalType: "ServicePrincipal",
        role: "networkContributor",
        scope: args.nodeSubnetId,
        description: "The cluster puts nodes and internal load balancers into the subnet.",
      },
      childOptions,
    );

    this.nodeResourceGroupName = pulumi.interpolate`rg-${valid.clusterName}-nodes`;
    const names = { resourceGroupName, resourceName: valid.clusterName };
    const systemPool = systemPoolProfile(valid.systemPool, { ...args, tags });
    const declared = {
      location,
      tags,
      dnsPrefix: valid.clusterName,
      nodeResourceGroup: this.nodeResourceGroupName,
      kubernetesVersion: valid.kubernetesVersion,
      ...tierProfiles(valid),
      identity: { type: "UserAssigned" as const, userAssignedIdentities: [identity.id] },
      autoUpgradeProfile: { upgradeChannel: valid.upgradeChannel, nodeOSUpgradeChannel: "NodeImage" },

      enableRBAC: true,
      disableLocalAccounts: pulumi.output(args.localAccounts).apply((allowed) => !allowed),
      aadProfile: {
        managed: true,
        enableAzureRBAC: true,
        tenantID: valid.tenantId,
        adminGroupObjectIDs: valid.adminGroupObjectIds,
      },
      oidcIssuerProfile: { enabled: true },
      securityProfile: securityProfile(valid, args),
      apiServerAccessProfile: apiServerAccessProfile(valid, args),
      networkProfile: networkProfile(valid, args),
      addonProfiles: addonProfiles(args),
      workloadAutoScalerProfile,
      autoScalerProfile,
    } satisfies Partial<azure.ManagedClusterArgs>;
    const { living, options } = leftAlone(
      { ...declared, agentPoolProfiles: [systemPool] },
      names,
      (known) => azure.getManagedCluster(known, { parent: this }),
      pulumi.mergeOptions(childOptions, { dependsOn: [subnetAccess] }),
    );
    const cluster = new azure.ManagedCluster(
      name,
      { ...names, ...declared, agentPoolProfiles: inlinePools(systemPool, valid.systemPool.count, living) },
      options,
    );

    // With Azure RBAC not even the cluster's creator may create a namespace (Azure docs).
    grantRole(
      `${name}-deployer`,
      {
        principalId: valid.deployerObjectId,
        principalType: valid.deployerPrincipalType,
        role: "aksRbacClusterAdmin",
        scope: cluster.id,
        description: "Whoever deploys creates namespaces and everything in them.",
      },
      childOptions,
    );

    const { maintenance } = valid;
    if (maintenance !== undefined) {
      maintainCluster(name, { resourceGroupName, clusterName: cluster.name }, maintenance, replaceable);
    }
    if (args.logWorkspaceId !== undefined) {
      collectContainerLogs(
        name,
        { ...args, clusterId: cluster.id, clusterName: valid.clusterName, workspaceId: args.logWorkspaceId },
        replaceable,
      );
    }

    this.id = cluster.id;
    this.clusterName = cluster.name;
    // Asked of Azure, not read from `cluster`: in the preview of a change to the cluster what Azure adds to it is unknown, and
    // every federated credential and the nodes' right to pull images would look about to change.
    const answer = azure.getManagedClusterOutput({ resourceGroupName, resourceName: cluster.name }, { parent: this });
    this.kubeletObjectId = answer.apply(
      ({ id, identityProfile }) =>
        identityProfile?.["kubeletidentity"]?.objectId ?? missing<string>("kubelet identity", id),
    );
    this.oidcIssuerUrl = answer.apply(
      ({ id, oidcIssuerProfile }) => oidcIssuerProfile?.issuerURL ?? missing<string>("address of the OIDC issuer", id),
    );
    this.kubeconfig = userKubeconfig(resourceGroupName, cluster.name, args.kubeloginMode ?? "azurecli", this);
    this.registerOutputs({
      id: this.id,
      clusterName: this.clusterName,
      nodeResourceGroupName: this.nodeResourceGroupName,
      kubeletObjectId: this.kubeletObjectId,
      oidcIssuerUrl: this.oidcIssuerUrl,
      kubeconfig: this.kubeconfig,
    });
  }
}

/** The kubeconfig of a cluster's users, once the cluster exists. */
function userKubeconfig(
  resourceGroupName: pulumi.Input<string>,
  resourceName: pulumi.Input<string>,
  mode: KubeloginMode,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const credentials = azure.listManagedClusterUserCredentialsOutput(
    { resourceGroupName, resourceName, format: "exec" },
    { parent },
  );
  return pulumi.secret(
    credentials.kubeconfigs.apply(([first]) => {
      const text = Buffer.from(first?.value ?? "", "base64").toString("utf8");
      return withKubelogin(text, mode);
    }),
  );
}
