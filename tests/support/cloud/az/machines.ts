import type { JsonObject } from "@breakwater/plan-views";
import { guidOf } from "../../../../twin/azure/identifiers";
import { named, resourcesOf } from "../access";
import { type CommandTable, CommandError } from "../command-table";
import type { World } from "../world";
import { create, found, remove } from "./data";
import { checkMayWrite } from "./subscription";

const network = "azure-native:network:VirtualNetwork";
const subnet = "azure-native:network:Subnet";
const natGateway = "azure-native:network:NatGateway";
const identityToken = "azure-native:managedidentity:UserAssignedIdentity";

/** Machines in a network, and identities that are nobody's password. */
export const machineCommands: CommandTable<World> = {
  "network vnet subnet create": {
    options: {
      "resource-group": "text",
      "vnet-name": "text",
      name: "text",
      "address-prefixes": "texts",
      "nat-gateway": "text",
    },
    run: (options, world) => {
      found(world, network, options.text("vnet-name"));
      const gateway = options.optional("nat-gateway");
      return create(world, subnet, {
        resourceGroupName: options.text("resource-group"),
        virtualNetworkName: options.text("vnet-name"),
        subnetName: options.text("name"),
        addressPrefix: options.texts("address-prefixes")[0]!,
        ...(gateway !== undefined && { natGateway: { id: found(world, natGateway, gateway).id } }),
      });
    },
  },
  "network vnet subnet show": {
    options: { "resource-group": "text", "vnet-name": "text", name: "text" },
    run: (options, world) => ({ id: found(world, subnet, options.text("name")).id }),
  },
  "network vnet subnet delete": {
    options: { "resource-group": "text", "vnet-name": "text", name: "text" },
    run: (options, world) => {
      const { id } = found(world, subnet, options.text("name"));
      const user = [...world.machines.values()].find((machine) => machine.networkId === networkOf(id));
      if (user)
        throw new CommandError(
          `ERROR: (InUseSubnetCannotBeDeleted) Subnet ${options.text("name")} is in use by ${user.name}-nic and cannot be deleted.`,
        );
      remove(world, subnet, id);
      return undefined;
    },
  },
  "vm create": {
    options: {
      "resource-group": "text",
      name: "text",
      image: "text",
      size: "text",
      subnet: "text",
      "public-ip-address": "text",
      "nsg-rule": "text",
      "generate-ssh-keys": "flag",
    },
    run: (options, world) => {
      checkMayWrite(world, "Microsoft.Compute/virtualMachines/write");
      found(world, "azure-native:resources:ResourceGroup", options.text("resource-group"));
      const place = resourcesOf(world, subnet).find(({ id }) => id === options.text("subnet"));
      if (!place) throw new CommandError(`ERROR: (ResourceNotFound) ${options.text("subnet")} was not found.`);
      const gateway = place.inputs.natGateway as JsonObject | undefined;
      // What it is seen as outside: the NAT gateway of its subnet. Without one it has no way out.
      world.machines.set(options.text("name"), {
        name: options.text("name"),
        networkId: networkOf(place.id),
        ...(gateway && { address: natAddress(world) }),
      });
      return { powerState: "VM running" };
    },
  },
  "vm delete": {
    options: { "resource-group": "text", name: "text", yes: "flag" },
    run: (options, world) => {
      if (!world.machines.delete(options.text("name"))) throw new CommandError("ERROR: (ResourceNotFound)");
      return undefined;
    },
  },
  "identity create": {
    options: { "resource-group": "text", name: "text", location: "text" },
    run: (options, world) => {
      create(world, identityToken, {
        resourceGroupName: options.text("resource-group"),
        resourceName: options.text("name"),
        location: options.text("location"),
      });
      const name = options.text("name");
      const objectId = guidOf(`principal ${name}`);
      world.directory.set(objectId, {
        objectId,
        type: "ServicePrincipal",
        name: guidOf(`client ${name}`),
        members: [],
      });
      return identityOf(name);
    },
  },
  "identity show": {
    options: { "resource-group": "text", name: "text" },
    run: (options, world) => {
      found(world, identityToken, options.text("name"));
      return identityOf(options.text("name"));
    },
  },
  "identity federated-credential create": {
    options: {
      "resource-group": "text",
      "identity-name": "text",
      name: "text",
      issuer: "text",
      audiences: "texts",
      subject: "text",
    },
    run: (options, world) => {
      found(world, identityToken, options.text("identity-name"));
      return { subject: options.text("subject") };
    },
  },
};

const networkOf = (subnetId: string): string => subnetId.replace(/\/subnets\/[^/]+$/, "");

/** Client and object id of an identity. */
const identityOf = (name: string) => ({
  clientId: guidOf(`client ${name}`),
  principalId: guidOf(`principal ${name}`),
  name,
});

/** The stack's way out; its addresses are those that the cluster lets in where it asks for addresses. */
function natAddress(world: World): string {
  const address = named(world, "azure-native:network:PublicIPAddress", "ip-egress-1");
  return String((address?.inputs as JsonObject | undefined)?.ipAddress ?? "192.0.2.10");
}
