import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native/network";
import { ArgumentCheck, integerBetween } from "../validation";
import { computed } from "./computed";
import { natGatewayName } from "./names";
import { type PlacementArgs, validPlacement } from "./placement";

/** What `NatGateway` takes. */
export interface NatGatewayArgs extends PlacementArgs {
  /** Name of the gateway, 1 to 70 characters; its addresses are `pip-<name>-1` and so on. */
  gatewayName: pulumi.Input<string>;
  /** Public addresses, 1 to 16. Each has 64,512 ports towards one destination. */
  addresses: number;
  /** Time after which an idle connection is dropped, 4 to 120 minutes. */
  idleMinutes: pulumi.Input<number>;
}

/**
 * The way out of a virtual network, by public addresses that stay: what others have allowed keeps working after an upgrade.
 * A subnet uses it by naming its id.
 */
export class NatGateway extends pulumi.ComponentResource {
  /** Azure id of the gateway. */
  public readonly id: pulumi.Output<string>;
  /** Azure ids of the public addresses, in order. */
  public readonly addressIds: pulumi.Output<string>[];
  /** The public addresses, in order. */
  public readonly addresses: pulumi.Output<string[]>;

  constructor(name: string, args: NatGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:NatGateway", name, args, opts);
    const check = new ArgumentCheck("NatGateway", name);
    const gatewayName = check.input("gatewayName", args.gatewayName, natGatewayName);
    const idleMinutes = check.input("idleMinutes", args.idleMinutes, integerBetween(4, 120));
    check.input("addresses", args.addresses, integerBetween(1, 16));
    const { resourceGroupName, location, tags } = validPlacement(check, args);
    check.throwProblems();
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    const addresses = Array.from(
      { length: args.addresses },
      (_, index) =>
        new azure.PublicIPAddress(
          `${name}-ip${index + 1}`,
          {
            resourceGroupName,
            publicIpAddressName: pulumi.interpolate`pip-${gatewayName}-${index + 1}`,
            location,
            tags,
            sku: { name: "Standard", tier: "Regional" },
            publicIPAddressVersion: "IPv4",
            publicIPAllocationMethod: "Static",
          },
          childOptions,
        ),
    );

    const gateway = new azure.NatGateway(
      name,
      {
        resourceGroupName,
        natGatewayName: gatewayName,
        location,
        tags,
        // In no zone: Azure puts it into one. The SKU that spans zones (StandardV2) is not in this API version.
        sku: { name: "Standard" },
        idleTimeoutInMinutes: idleMinutes,
        publicIpAddresses: addresses.map(({ id }) => ({ id })),
      },
      childOptions,
    );

    this.id = gateway.id;
    this.addressIds = addresses.map(({ id }) => id);
    this.addresses = pulumi.all(
      addresses.map((publicIPAddress) =>
        computed(publicIPAddress, publicIPAddress.ipAddress, (address) => address, "address"),
      ),
    );
    this.registerOutputs({ id: this.id, addressIds: this.addressIds, addresses: this.addresses });
  }
}
