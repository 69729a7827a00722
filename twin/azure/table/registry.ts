import { valueAt } from "../resource-type";
import { fixed, goes, made, newRegion, reference } from "./facts";
import type { Change, TypeFacts } from "./facts";
import { usersOf } from "./users";

/** Container registries and what they cache of others. */
export const registryFacts: Record<string, TypeFacts> = {
  "azure-native:containerregistry:Registry": {
    pathParameters: ["resourceGroupName", "registryName"],
    existence: made,
    deletion: goes("container-registry/registries/delete"),
    changes: [
      newRegion,
      fixed(["zoneRedundancy"], {
        reason: "zone redundancy of a registry is decided when it is made",
        way: "Make a second registry with another name, import the images (`az acr import`), then remove the first.",
        source: "https://learn.microsoft.com/azure/container-registry/zone-redundancy",
        unsaid: "Disabled",
      }),
      fixed(["encryption"], {
        reason: "a customer's key is given to a registry when it is made, and stays",
        way: "Make a second registry with another name, import the images (`az acr import`), then remove the first.",
        source: "https://learn.microsoft.com/azure/container-registry/tutorial-enable-customer-managed-keys",
        when: ({ before, after }) => (before === undefined) !== (after === undefined),
      }),
      fixed(["sku.name"], {
        code: "SkuNotSupported",
        reason:
          "zone redundancy, private endpoints, network rules and the retention policy are Premium's alone, and the registry has some",
        way: "Stay with Premium; where the registry is not zone-redundant, remove its private endpoints, network rules and retention policy first.",
        source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/31188",
        when: ({ before, id, azure, from, to }) => before === "Premium" && needsPremium(from, to, id, azure),
      }),
    ],
    otherwise: { source: reference("container-registry/registries/update") },
    defaults: {
      source: reference("container-registry/registries/get"),
      values: () => ({
        adminUserEnabled: false,
        anonymousPullEnabled: false,
        dataEndpointEnabled: false,
        networkRuleBypassOptions: "AzureServices",
        publicNetworkAccess: "Enabled",
        zoneRedundancy: "Disabled",
      }),
    },
  },
  "azure-native:containerregistry:CredentialSet": {
    pathParameters: ["resourceGroupName", "registryName", "credentialSetName"],
    existence: made,
    deletion: goes("container-registry/credential-sets/delete"),
    changes: [
      fixed(["loginServer"], {
        code: "BadRequest",
        reason: "an update of a credential set changes its identity and its secrets only",
        way: "Give the credential set of the other registry another name.",
        source: reference("container-registry/credential-sets/update"),
      }),
    ],
    otherwise: { source: reference("container-registry/credential-sets/update") },
  },
  "azure-native:containerregistry:CacheRule": {
    pathParameters: ["resourceGroupName", "registryName", "cacheRuleName"],
    existence: made,
    deletion: goes("container-registry/cache-rules/delete"),
    changes: [
      fixed(["sourceRepository", "targetRepository"], {
        code: "BadRequest",
        reason: "an update of a cache rule changes its credential set only",
        way: "Give the rule another name, so that it is made anew.",
        source: "https://github.com/Azure/azure-sdk-for-go/issues/23118",
      }),
    ],
    otherwise: { source: reference("container-registry/cache-rules/update") },
  },
};

const endpoints = [
  {
    by: ["azure-native:network:PrivateEndpoint"],
    path: "privateLinkServiceConnections[*].privateLinkServiceId",
    code: "",
    way: "",
    source: "",
  },
];

function needsPremium(from: Change["from"], to: Change["to"], id: string | undefined, azure: Change["azure"]): boolean {
  const has = (path: string, off: unknown) => (valueAt(to, path) ?? off) !== off;
  return (
    valueAt(from, "zoneRedundancy") === "Enabled" ||
    has("zoneRedundancy", "Disabled") ||
    has("policies.retentionPolicy.status", "disabled") ||
    valueAt(to, "networkRuleSet") !== undefined ||
    has("publicNetworkAccess", "Enabled") ||
    (azure !== undefined && id !== undefined && usersOf(azure, id, endpoints).length > 0)
  );
}
