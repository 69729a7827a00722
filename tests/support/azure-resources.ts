import * as pulumi from "@pulumi/pulumi";
import { recordResources, type Answers, type RecordOptions, type Registered } from "./recorded-mocks";

const group = "/subscriptions/0000/resourceGroups/rg/providers";

/** What Azure adds to the resources of the foundation, as far as the components read it. */
const azureAnswers = {
  "azure-native:network:VirtualNetwork": (_name, { virtualNetworkName }) => ({ name: virtualNetworkName }),
  "azure-native:network:Subnet": (_name, { subnetName }) => ({ name: subnetName }),
  "azure-native:network:NetworkSecurityGroup": () => ({}),
  "azure-native:network:PublicIPAddress": (name) => ({ ipAddress: `203.0.113.${name.at(-1)}` }),
  "azure-native:network:NatGateway": () => ({}),
  "azure-native:network:PrivateEndpoint": (_name, { privateEndpointName }) => ({ name: privateEndpointName }),
  "azure-native:network:PrivateDnsZoneGroup": () => ({}),
  "azure-native:privatedns:PrivateZone": (_name, { privateZoneName }) => ({ name: privateZoneName }),
  "azure-native:privatedns:VirtualNetworkLink": () => ({}),
  "azure-native:managedidentity:UserAssignedIdentity": (_name, { resourceName }) => ({ name: resourceName }),
  "azure-native:managedidentity:FederatedIdentityCredential": () => ({}),
  "azure-native:authorization:RoleAssignment": () => ({}),
  "azure-native:authorization:PolicyAssignment": () => ({}),
  "azure-native:authorization:ManagementLockByScope": () => ({}),
  "azure-native:security:Pricing": () => ({}),
  "azure-native:consumption:Budget": () => ({}),
  "azure-native:containerservice:ManagedCluster": (_name, { resourceName }) => ({
    name: resourceName,
    identityProfile: { kubeletidentity: { objectId: "kubelet-object" } },
    oidcIssuerProfile: { enabled: true, issuerURL: "https://issuer.example/1/" },
  }),
  "azure-native:containerservice:AgentPool": (_name, { agentPoolName }) => ({ name: agentPoolName }),
  "azure-native:containerservice:MaintenanceConfiguration": (_name, { configName }) => ({ name: configName }),
  "azure-native:monitor:DataCollectionRule": () => ({}),
  "azure-native:monitor:DataCollectionRuleAssociation": () => ({}),
  "azure-native:containerregistry:Registry": (_name, { registryName }) => ({
    name: registryName,
    loginServer: `${registryName}.azurecr.io`,
  }),
  "azure-native:containerregistry:CredentialSet": (name) => ({
    identity: { type: "SystemAssigned", principalId: `${name}-principal` },
  }),
  "azure-native:containerregistry:CacheRule": () => ({}),
  "azure-native:keyvault:Vault": (_name, { vaultName, properties }) => ({
    name: vaultName,
    properties: { ...(properties as object), vaultUri: `https://${vaultName}.vault.azure.net/` },
  }),
  "azure-native:keyvault:Secret": () => ({}),
  "azure-native:servicebus:Namespace": (_name, { namespaceName }) => ({ name: namespaceName }),
  "azure-native:servicebus:Queue": (_name, { queueName }) => ({ name: queueName }),
  "azure-native:servicebus:NamespaceNetworkRuleSet": () => ({ name: "default" }),
  "azure-native:redisenterprise:RedisEnterprise": (_name, { clusterName }) => ({
    name: clusterName,
    hostName: `${clusterName}.koreacentral.redis.azure.net`,
  }),
  "azure-native:redisenterprise:Database": (_name, { databaseName }) => ({ name: databaseName }),
  "azure-native:redisenterprise:AccessPolicyAssignment": () => ({}),
  "azure-native:storage:StorageAccount": (_name, { accountName }) => ({
    name: accountName,
    primaryEndpoints: { blob: `https://${accountName}.blob.core.windows.net/` },
  }),
  "azure-native:storage:BlobServiceProperties": () => ({ name: "default" }),
  "azure-native:storage:BlobContainer": (_name, { containerName }) => ({ name: containerName }),
  "azure-native:operationalinsights:Workspace": (_name, { workspaceName }) => ({ name: workspaceName }),
  "azure-native:monitor:ActionGroup": (_name, { actionGroupName }) => ({ name: actionGroupName }),
  "azure-native:monitor:ActivityLogAlert": () => ({}),
  "azure-native:monitor:MetricAlert": () => ({}),
  "azure-native:monitor:ScheduledQueryRule": () => ({}),
  "azure-native:monitor:DiagnosticSetting": () => ({}),
} satisfies Answers;

/** What Azure answers to whom asks for an identity that is there. */
const azureCalls: NonNullable<RecordOptions["calls"]> = {
  "azure-native:managedidentity:getUserAssignedIdentity": ({ resourceName }) => ({
    principalId: `${String(resourceName)}-principal`,
    clientId: `${String(resourceName)}-client`,
  }),
};

/** Type tokens of the foundation's resources. */
export type AzureType = keyof typeof azureAnswers;

/** What a component under test registered. */
export interface RegisteredResources<T> {
  component: T;
  /** The one resource of this type, or the one of this name among several; an error for none. */
  resource(type: AzureType, name?: string): Registered;
  /** `Type name` of every custom resource, sorted. */
  listed: string[];
}

/**
 * Constructs a component in a program run of its own and waits until everything is registered. A type that is not in
 * `allowed`, and a provider function that is not in `calls`, fails the run.
 */
export async function registerResources<T>(
  allowed: readonly AzureType[],
  construct: () => T,
  options: Pick<RecordOptions, "calls" | "preview"> = {},
): Promise<RegisteredResources<T>> {
  const resources = Object.fromEntries(allowed.map((type) => [type, azureAnswers[type]]));
  const { registered } = await recordResources({
    resources,
    idOf: (name) => `${group}/${name}`,
    ...options,
    calls: { ...azureCalls, ...options.calls },
  });
  let component: T | undefined;
  let refusal: unknown;
  await pulumi.runtime.runInPulumiStack(async () => {
    // Thrown through the stack, an error would also be an unhandled rejection, which ends the test process.
    try {
      component = construct();
    } catch (error) {
      refusal = error;
    }
    return {};
  });
  await pulumi.runtime.disconnect();
  if (refusal !== undefined) throw refusal;

  const custom = registered.filter(({ type }) => type.startsWith("azure-native:"));
  return {
    component: component as T,
    resource(type, name) {
      const found = custom.filter(
        (candidate) => candidate.type === type && (name === undefined || candidate.name === name),
      );
      if (found.length !== 1) throw new Error(`${found.length} resources are ${type} ${name ?? ""}, not one`);
      return found[0]!;
    },
    listed: custom.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort(),
  };
}
