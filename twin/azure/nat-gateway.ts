import { AzureError } from "./error";
import { guidOf, hexOf } from "./identifiers";
import { networkNameRule } from "./network-names";
import { referencedResource } from "./reference";
import { inResourceGroup, objectsAt, valueAt } from "./resource-type";
import type { AzureRequest, AzureType } from "./resource-type";

/** Azure's limit of addresses on one NAT gateway. */
const mostAddresses = 16;

/** NAT gateways and the public addresses that they use. */
export const natGateways: Record<string, AzureType> = {
  "azure-native:network:PublicIPAddress": {
    armType: "Microsoft.Network/publicIPAddresses",
    nameInput: "publicIpAddressName",
    nameRule: networkNameRule(1, 80),
    parentId: inResourceGroup,
    segment: "providers/Microsoft.Network/publicIPAddresses",
    required: [],
    check: ({ inputs }) => {
      if (valueAt(inputs, "sku.name") === "Standard" && inputs.publicIPAllocationMethod !== "Static") {
        throw new AzureError(
          "PublicIPAllocationMethodInvalidForSku",
          "A public address of the SKU Standard must have the allocation method Static.",
          "publicIPAllocationMethod",
        );
      }
    },
    // An address of the network that is kept for examples (RFC 5737).
    outputs: ({ id }) => ({
      ipAddress: `203.0.113.${(Number.parseInt(hexOf(id.toLowerCase(), 4), 16) % 254) + 1}`,
      etag: etagOf(id),
      provisioningState: "Succeeded",
      resourceGuid: guidOf(id),
    }),
  },
  "azure-native:network:NatGateway": {
    armType: "Microsoft.Network/natGateways",
    nameInput: "natGatewayName",
    nameRule: networkNameRule(1, 80),
    parentId: inResourceGroup,
    segment: "providers/Microsoft.Network/natGateways",
    required: ["sku.name"],
    check: checkGateway,
    outputs: ({ id }) => ({ etag: etagOf(id), provisioningState: "Succeeded", resourceGuid: guidOf(id) }),
  },
};

function checkGateway({ inputs, state }: AzureRequest): void {
  const minutes = inputs.idleTimeoutInMinutes ?? 4;
  if (typeof minutes !== "number" || !Number.isInteger(minutes) || minutes < 4 || minutes > 120) {
    throw new AzureError(
      "InvalidIdleTimeoutInMinutes",
      `The idle timeout must be a whole number of minutes from 4 to 120; it is ${String(minutes)}.`,
      "idleTimeoutInMinutes",
    );
  }
  const addresses = objectsAt(inputs, "publicIpAddresses");
  if (addresses.length > mostAddresses) {
    throw new AzureError(
      "NatGatewayPublicIpLimitExceeded",
      `A NAT gateway has at most ${mostAddresses} public addresses; ${addresses.length} are given.`,
      "publicIpAddresses",
    );
  }
  addresses.forEach((address, index) => {
    const found = referencedResource(address, "id", "Microsoft.Network/publicIPAddresses", state);
    if (found && valueAt(found.inputs, "sku.name") !== "Standard") {
      throw new AzureError(
        "NatGatewayPublicIpSkuNotSupported",
        "A NAT gateway takes public addresses of the SKU Standard only.",
        `publicIpAddresses[${index}]`,
      );
    }
  });
}

function etagOf(id: string): string {
  return `W/"${guidOf(`${id}/etag`)}"`;
}
