import type { JsonObject } from "@breakwater/plan-views";
import { checkCluster } from "./cluster-rules";
import { AzureError } from "./error";
import { guidOf, hexOf, resourceGroupId, tenantId } from "./identifiers";
import { clusterCredentials } from "./kubeconfig";
import { principalOf } from "./managedidentity";
import { poolOutputs } from "./node-pool";
import { inResourceGroup, objectAt, objectsAt, textAt } from "./resource-type";
import type { AzureRequest, AzureType } from "./resource-type";
import { findResource } from "./state";
import type { AzureState } from "./state";

const clusters = "Microsoft.ContainerService/managedClusters";

/** AKS clusters. */
export const managedCluster: AzureType = {
  armType: clusters,
  nameInput: "resourceName",
  nameRule: {
    pattern: /^(?=.{1,63}$)[a-zA-Z0-9]([\w-]*[a-zA-Z0-9])?$/,
    rule: "1 to 63 letters, digits, '_' and '-', beginning and ending with a letter or digit",
    code: "InvalidParameter",
  },
  parentId: inResourceGroup,
  segment: `providers/${clusters}`,
  required: ["agentPoolProfiles"],
  requiredCode: "InvalidParameter",
  check: checkCluster,
  outputs: clusterOutputs,
};

function clusterOutputs({ id, name, inputs }: AzureRequest): JsonObject {
  const declared = { type: "azure-native:containerservice:ManagedCluster", name, props: inputs };
  const group = textAt(inputs, "resourceGroupName");
  const location = typeof inputs.location === "string" ? inputs.location : "unknown";
  const nodeResourceGroup =
    typeof inputs.nodeResourceGroup === "string" ? inputs.nodeResourceGroup : `MC_${group}_${name}_${location}`;
  const kubeletId = `${resourceGroupId(nodeResourceGroup)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}-agentpool`;
  const kubelet = principalOf(kubeletId);
  const oidc = objectAt(inputs, "oidcIssuerProfile");
  const profile = objectAt(inputs, "networkProfile");
  return {
    agentPoolProfiles: objectsAt(inputs, "agentPoolProfiles").map((pool) => ({
      ...pool,
      ...poolOutputs(pool, declared),
      provisioningState: "Succeeded",
    })),
    azurePortalFQDN: fqdnOf(id, inputs, "portal."),
    currentKubernetesVersion: inputs.kubernetesVersion ?? "1.35",
    eTag: guidOf(`${id}/etag`),
    fqdn: fqdnOf(id, inputs),
    ...(inputs.identity !== undefined && { identity: identityOf(id, objectAt(inputs, "identity")) }),
    identityProfile: {
      kubeletidentity: { resourceId: kubeletId, clientId: kubelet.clientId, objectId: kubelet.principalId },
    },
    maxAgentPools: 100,
    networkProfile: { dnsServiceIP: "10.0.0.10", ...profile },
    nodeResourceGroup,
    ...(oidc.enabled === true && {
      oidcIssuerProfile: {
        ...oidc,
        issuerURL: `https://${location}.oic.prod-aks.azure.com/${tenantId}/${guidOf(`${id}/issuer`)}/`,
      },
    }),
    powerState: { code: "Running" },
    provisioningState: "Succeeded",
    resourceUID: hexOf(id, 24),
  };
}

/** The API server's address: the DNS prefix, a suffix of Azure's, the region. */
function fqdnOf(id: string, inputs: JsonObject, zone = ""): string {
  const label = String(inputs.dnsPrefix ?? inputs.fqdnSubdomain);
  return `${label.toLowerCase()}-${hexOf(id.toLowerCase(), 8)}.${zone}hcp.${String(inputs.location ?? "unknown")}.azmk8s.io`;
}

function identityOf(clusterId: string, identity: JsonObject): JsonObject {
  if (identity.type === "SystemAssigned") {
    return { ...identity, principalId: principalOf(clusterId).principalId, tenantId };
  }
  const given = identity.userAssignedIdentities;
  const ids = Array.isArray(given) ? given.map(String) : Object.keys(objectAt(identity, "userAssignedIdentities"));
  return { ...identity, userAssignedIdentities: Object.fromEntries(ids.map((name) => [name, principalOf(name)])) };
}

/** What `getManagedCluster` tells of a cluster: all of it, or without a state what its id alone decides. */
export function getCluster(args: JsonObject, state: AzureState | undefined): JsonObject {
  const { id, name, cluster } = clusterOf(args, state);
  const inputs = cluster?.inputs ?? { ...args, oidcIssuerProfile: { enabled: true } };
  return { ...inputs, id, name, ...clusterOutputs({ id, name, inputs, state, existing: cluster }) };
}

/** The kubeconfig of a cluster, for users by Entra ID or for its static administrator. */
export function clusterKubeconfig(
  args: JsonObject,
  state: AzureState | undefined,
  kind: "clusterUser" | "clusterAdmin",
): JsonObject {
  const { group, id, name, cluster } = clusterOf(args, state);
  if (kind === "clusterAdmin" && cluster?.inputs.disableLocalAccounts === true) {
    throw new AzureError(
      "BadRequest",
      "Getting static credential is not allowed because this cluster is set to disable local accounts.",
    );
  }
  const server = cluster
    ? fqdnOf(cluster.id, cluster.inputs)
    : `${name}-${hexOf(id.toLowerCase(), 8)}.hcp.unknown.azmk8s.io`;
  const entra = kind === "clusterUser" && (!cluster || cluster.inputs.aadProfile !== undefined);
  const kubeconfig = clusterCredentials({ group, name, server, entra });
  return { kubeconfigs: [{ name: kind, value: Buffer.from(kubeconfig).toString("base64") }] };
}

/** The cluster that a function's arguments name. Without a state it is taken to exist. */
function clusterOf(args: JsonObject, state: AzureState | undefined) {
  const group = textAt(args, "resourceGroupName");
  const name = textAt(args, "resourceName");
  const id = `${resourceGroupId(group)}/providers/${clusters}/${name}`;
  const cluster = state && findResource(state, id);
  if (state && !cluster) {
    throw new AzureError(
      "ResourceNotFound",
      `The Resource '${clusters}/${name}' under resource group '${group}' was not found.`,
    );
  }
  return { group, name, id, cluster };
}
