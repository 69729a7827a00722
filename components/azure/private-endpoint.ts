import { tagLimits } from "@breakwater/azure-sizes";
import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native/network";
import * as privatedns from "@pulumi/azure-native/privatedns";
import { ArgumentCheck, oneOf } from "../validation";
import { privateEndpointName } from "./names";
import { type PlacementArgs, validPlacement } from "./placement";
import { privateLinks, type PrivateService } from "./private-link";

/** What `PrivateEndpoint` takes. */
export interface PrivateEndpointArgs extends PlacementArgs {
  /** Name of the endpoint, 2 to 64 characters. */
  endpointName: pulumi.Input<string>;
  /** What kind of service it stands for. A network has one endpoint of a kind, because it has one DNS zone of a name. */
  service: PrivateService;
  /** Azure id of the service. */
  targetId: pulumi.Input<string>;
  /** Azure id of the virtual network whose clients find the service by its usual name. */
  networkId: pulumi.Input<string>;
  /** Azure id of the subnet in which the endpoint gets its address. */
  subnetId: pulumi.Input<string>;
}

/**
 * A service of Azure inside a virtual network: an address of the network, and the DNS by which the service's usual name
 * leads there. Clients change nothing. Whether the service also answers from outside is the service's own setting.
 */
export class PrivateEndpoint extends pulumi.ComponentResource {
  /** Azure id of the endpoint. */
  public readonly id: pulumi.Output<string>;

  constructor(name: string, args: PrivateEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:PrivateEndpoint", name, args, opts);
    const check = new ArgumentCheck("PrivateEndpoint", name);
    const endpointName = check.input("endpointName", args.endpointName, privateEndpointName);
    check.input("service", args.service, oneOf(...(Object.keys(privateLinks) as PrivateService[])));
    const { resourceGroupName, location, tags } = validPlacement(check, args, tagLimits.privateDns);
    check.throwProblems();
    const { groupId, zone: zoneName } = privateLinks[args.service];
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    const zone = new privatedns.PrivateZone(
      `${name}-zone`,
      // DNS zones are in no region.
      { resourceGroupName, privateZoneName: zoneName, location: "global", tags },
      childOptions,
    );
    const link = new privatedns.VirtualNetworkLink(
      `${name}-link`,
      {
        resourceGroupName,
        privateZoneName: zone.name,
        virtualNetworkLinkName: "network",
        location: "global",
        tags,
        virtualNetwork: { id: args.networkId },
        registrationEnabled: false,
        // A service of the same kind that has no endpoint here, such as somebody else's vault, stays reachable.
        resolutionPolicy: "NxDomainRedirect",
      },
      childOptions,
    );

    const endpoint = new azure.PrivateEndpoint(
      name,
      {
        resourceGroupName,
        privateEndpointName: endpointName,
        location,
        tags,
        subnet: { id: args.subnetId },
        privateLinkServiceConnections: [
          { name: args.service, privateLinkServiceId: args.targetId, groupIds: [groupId] },
        ],
      },
      childOptions,
    );
    const records = new azure.PrivateDnsZoneGroup(
      `${name}-records`,
      {
        resourceGroupName,
        privateEndpointName: endpoint.name,
        privateDnsZoneGroupName: "default",
        privateDnsZoneConfigs: [{ name: args.service, privateDnsZoneId: zone.id }],
      },
      // Whoever waits for the records can then also look them up.
      pulumi.mergeOptions(childOptions, { dependsOn: [link] }),
    );

    // Known only once the name leads to the endpoint, so that what uses the id comes after that.
    this.id = pulumi.all([endpoint.id, records.id]).apply(([id]) => id);
    this.registerOutputs({ id: this.id });
  }
}
