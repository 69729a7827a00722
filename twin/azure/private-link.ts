import { AzureError } from "./error";
import { guidOf } from "./identifiers";
import { networkNameRule } from "./network-names";
import { armTypeOf, referencedResource } from "./reference";
import { inResourceGroup, inside, objectsAt, textAt, valueAt } from "./resource-type";
import type { AzureRequest, AzureType } from "./resource-type";
import { findResource } from "./state";
import type { AzureResource } from "./state";

/** What a private endpoint may stand for: the parts of a service, and the SKUs that have endpoints where not all do. */
const targets: Readonly<Record<string, { groups: readonly string[]; skus?: readonly string[] }>> = {
  "microsoft.keyvault/vaults": { groups: ["vault"] },
  "microsoft.containerregistry/registries": { groups: ["registry"], skus: ["Premium"] },
  "microsoft.servicebus/namespaces": { groups: ["namespace"], skus: ["Premium"] },
  "microsoft.cache/redisenterprise": { groups: ["redisEnterprise"] },
  "microsoft.storage/storageaccounts": { groups: ["blob", "file", "queue", "table", "web", "dfs"] },
};

/** Private endpoints, and the DNS by which clients find them. */
export const privateLink: Record<string, AzureType> = {
  "azure-native:privatedns:PrivateZone": {
    armType: "Microsoft.Network/privateDnsZones",
    nameInput: "privateZoneName",
    nameRule: {
      pattern: /^(?=.{3,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)+$/i,
      rule: "a DNS name of two labels or more",
      code: "InvalidZoneName",
    },
    parentId: inResourceGroup,
    segment: "providers/Microsoft.Network/privateDnsZones",
    required: [],
    check: isGlobal,
    outputs: () => ({ provisioningState: "Succeeded", numberOfRecordSets: 1, maxNumberOfVirtualNetworkLinks: 1000 }),
  },
  "azure-native:privatedns:VirtualNetworkLink": {
    armType: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    nameInput: "virtualNetworkLinkName",
    nameRule: networkNameRule(1, 80),
    parentId: inside("Microsoft.Network/privateDnsZones", "privateZoneName"),
    segment: "virtualNetworkLinks",
    required: ["virtualNetwork.id"],
    check: checkLink,
    outputs: () => ({ provisioningState: "Succeeded", virtualNetworkLinkState: "Completed" }),
  },
  "azure-native:network:PrivateEndpoint": {
    armType: "Microsoft.Network/privateEndpoints",
    nameInput: "privateEndpointName",
    nameRule: networkNameRule(2, 64),
    parentId: inResourceGroup,
    segment: "providers/Microsoft.Network/privateEndpoints",
    required: ["subnet.id"],
    check: checkEndpoint,
    outputs: ({ id, inputs }) => ({
      etag: `W/"${guidOf(`${id}/etag`)}"`,
      networkInterfaces: [{ id: `${id.replace(/privateEndpoints/i, "networkInterfaces")}.nic` }],
      privateLinkServiceConnections: objectsAt(inputs, "privateLinkServiceConnections").map((connection) => ({
        ...connection,
        privateLinkServiceConnectionState: {
          status: "Approved",
          description: "Auto-Approved",
          actionsRequired: "None",
        },
      })),
      provisioningState: "Succeeded",
    }),
  },
  "azure-native:network:PrivateDnsZoneGroup": {
    armType: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    nameInput: "privateDnsZoneGroupName",
    nameRule: networkNameRule(1, 80),
    parentId: inside("Microsoft.Network/privateEndpoints", "privateEndpointName"),
    segment: "privateDnsZoneGroups",
    required: ["privateDnsZoneConfigs"],
    check: ({ inputs, state }) => {
      for (const config of objectsAt(inputs, "privateDnsZoneConfigs")) {
        referencedResource(config, "privateDnsZoneId", "Microsoft.Network/privateDnsZones", state);
      }
    },
    outputs: () => ({ provisioningState: "Succeeded" }),
  },
};

/** Zones and their links are in no region. */
function isGlobal({ inputs }: AzureRequest): void {
  if (inputs.location === "global") return;
  throw new AzureError(
    "LocationNotAvailableForResourceType",
    `The location '${String(inputs.location)}' is not available: private DNS zones and their links are 'global'.`,
    "location",
  );
}

/** A network looks a name up in one zone of that name. */
function checkLink(request: AzureRequest): void {
  isGlobal(request);
  const { id, inputs, state } = request;
  referencedResource(inputs, "virtualNetwork.id", "Microsoft.Network/virtualNetworks", state);
  const zone = textAt(inputs, "privateZoneName");
  const network = textAt(inputs, "virtualNetwork.id");
  const other = [...(state?.resources.values() ?? [])].find(
    (resource) =>
      resource.token === "azure-native:privatedns:VirtualNetworkLink" &&
      resource.id.toLowerCase() !== id.toLowerCase() &&
      String(resource.inputs.privateZoneName).toLowerCase() === zone.toLowerCase() &&
      String(valueAt(resource.inputs, "virtualNetwork.id")).toLowerCase() === network.toLowerCase(),
  );
  if (other) {
    throw new AzureError(
      "Conflict",
      `A virtual network cannot be linked to multiple zones with overlapping namespaces: ${network} is linked to '${zone}' by ${other.id}.`,
      "virtualNetwork.id",
    );
  }
}

function checkEndpoint({ inputs, state }: AzureRequest): void {
  const subnet = textAt(inputs, "subnet.id");
  if (state && !findResource(state, subnet)) {
    throw new AzureError("InvalidResourceReference", `Resource ${subnet} was not found.`, "subnet.id");
  }
  const connections = objectsAt(inputs, "privateLinkServiceConnections");
  if (connections.length + objectsAt(inputs, "manualPrivateLinkServiceConnections").length !== 1) {
    throw new AzureError(
      "InvalidPrivateEndpointConnections",
      `A private endpoint has exactly one connection; this one has ${connections.length}.`,
      "privateLinkServiceConnections",
    );
  }
  for (const connection of connections) {
    const targetId = textAt(connection, "privateLinkServiceId");
    const at = "privateLinkServiceConnections[0]";
    const target = targets[(armTypeOf(targetId) ?? "").toLowerCase()];
    const groups = Array.isArray(connection.groupIds) ? connection.groupIds.map(String) : [];
    if (!target || groups.length !== 1 || !target.groups.includes(groups[0]!)) {
      const allowed = target ? `one of ${target.groups.join(", ")}` : "none";
      throw new AzureError(
        "PrivateEndpointInvalidGroupId",
        `Group id '${groups.join(",")}' is invalid for ${targetId}; allowed is ${allowed}.`,
        `${at}.groupIds`,
      );
    }
    checkTarget(state && findResource(state, targetId), targetId, state !== undefined, target.skus);
  }
}

function checkTarget(
  found: AzureResource | undefined,
  targetId: string,
  isKnown: boolean,
  skus: readonly string[] | undefined,
): void {
  const at = "privateLinkServiceConnections[0].privateLinkServiceId";
  if (!isKnown) return;
  if (!found) throw new AzureError("InvalidResourceReference", `Resource ${targetId} was not found.`, at);
  const sku = String(valueAt(found.inputs, "sku.name"));
  if (skus && !skus.includes(sku)) {
    throw new AzureError(
      "PrivateEndpointFeatureNotSupportedOnSku",
      `${targetId} has the SKU ${sku}; private endpoints need ${skus.join(" or ")}.`,
      at,
    );
  }
}
