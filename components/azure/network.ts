import { addressRules, endpointSubnetFault, nodeSubnetFault } from "@breakwater/cidr";
import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native/network";
import { ArgumentCheck, integerBetween } from "../validation";
import { virtualNetworkName } from "./names";
import { validNetworks } from "./networks";
import { type PlacementArgs, validPlacement } from "./placement";
import { endpointRules, nodeRules } from "./security-rules";

/** What `Network` takes. */
export interface NetworkArgs extends PlacementArgs {
  /** Name of the virtual network, 2 to 64 characters. */
  networkName: pulumi.Input<string>;
  /**
   * Address space, an IPv4 network named by its first address, such as `10.10.0.0/16`. Pods and Services have networks of their
   * own outside it.
   */
  addressSpace: pulumi.Input<string>;
  /** Subnet of the nodes, inside `addressSpace`. One address a node, and one for each node that an upgrade adds. */
  nodeSubnet: pulumi.Input<string>;
  /** Subnet of the private endpoints, inside `addressSpace` and apart from `nodeSubnet`. One or two addresses each. */
  endpointSubnet: pulumi.Input<string>;
  /** Most nodes at once, with those that an upgrade adds, which `nodeSubnet` is to have room for. Default: none is looked for. */
  nodes?: pulumi.Input<number>;
  /** Whether the API server's private endpoint is to have an address in `nodeSubnet`, too. Default: false. */
  privateApiServer?: boolean;
  /** Private endpoints that `endpointSubnet` is to have room for. Default: none. */
  privateEndpoints?: pulumi.Input<number>;
  /** Azure id of the NAT gateway by which nodes reach the internet. Default: the cluster's load balancer does it. */
  natGatewayId?: pulumi.Input<string>;
}

/** The virtual network of a cluster: one subnet for nodes, one for private endpoints, each with its security group. */
export class Network extends pulumi.ComponentResource {
  /** Azure id of the virtual network. */
  public readonly id: pulumi.Output<string>;
  /** Name of the virtual network, known once it exists. */
  public readonly networkName: pulumi.Output<string>;
  /** Azure id of the nodes' subnet. */
  public readonly nodeSubnetId: pulumi.Output<string>;
  /** Azure id of the private endpoints' subnet. */
  public readonly endpointSubnetId: pulumi.Output<string>;
  /** Azure ids of the security groups, which have logs of their own. */
  public readonly securityGroupIds: { nodes: pulumi.Output<string>; endpoints: pulumi.Output<string> };

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:Network", name, args, opts);
    const check = new ArgumentCheck("Network", name);
    const networkName = check.input("networkName", args.networkName, virtualNetworkName);
    const { addressSpace, nodeSubnet, endpointSubnet } = validAddresses(check, args);
    const { resourceGroupName, location, tags } = validPlacement(check, args);
    check.throwProblems();
    const { natGatewayId } = args;
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    const network = new azure.VirtualNetwork(
      name,
      {
        resourceGroupName,
        virtualNetworkName: networkName,
        location,
        tags,
        addressSpace: { addressPrefixes: [addressSpace] },
      },
      childOptions,
    );

    // The cluster's own security group stands at the nodes' network cards; both must let a packet through.
    const securityGroup = (of: string, securityRules: typeof nodeRules) =>
      new azure.NetworkSecurityGroup(
        `${name}-${of}`,
        { resourceGroupName, networkSecurityGroupName: `nsg-${of}`, location, tags, securityRules },
        childOptions,
      );
    const securityGroups = {
      nodes: securityGroup("nodes", nodeRules).id,
      endpoints: securityGroup("endpoints", endpointRules).id,
    };

    const nodes = new azure.Subnet(
      `${name}-nodes`,
      {
        resourceGroupName,
        virtualNetworkName: network.name,
        subnetName: "snet-nodes",
        addressPrefix: nodeSubnet,
        networkSecurityGroup: { id: securityGroups.nodes },
        natGateway: natGatewayId === undefined ? undefined : { id: natGatewayId },
      },
      childOptions,
    );

    const endpoints = new azure.Subnet(
      `${name}-endpoints`,
      {
        resourceGroupName,
        virtualNetworkName: network.name,
        subnetName: "snet-endpoints",
        addressPrefix: endpointSubnet,
        networkSecurityGroup: { id: securityGroups.endpoints },
        // Unless asked to, Azure applies no security group to private endpoints.
        privateEndpointNetworkPolicies: "NetworkSecurityGroupEnabled",
        // Nothing in here has business outside.
        defaultOutboundAccess: false,
      },
      // Azure changes one subnet of a network at a time and answers AnotherOperationInProgress to the second.
      pulumi.mergeOptions(childOptions, { dependsOn: [nodes] }),
    );

    this.id = network.id;
    this.networkName = network.name;
    this.nodeSubnetId = nodes.id;
    this.endpointSubnetId = endpoints.id;
    this.securityGroupIds = securityGroups;
    this.registerOutputs({
      id: this.id,
      networkName: this.networkName,
      nodeSubnetId: this.nodeSubnetId,
      endpointSubnetId: this.endpointSubnetId,
      securityGroupIds: this.securityGroupIds,
    });
  }
}

/** The address space and its subnets: apart from one another, and large enough. */
function validAddresses(check: ArgumentCheck, args: NetworkArgs) {
  const networks = validNetworks(check, {
    addressSpace: check.input("addressSpace", args.addressSpace, addressRules.network),
    nodeSubnet: check.input("nodeSubnet", args.nodeSubnet, addressRules.network),
    endpointSubnet: check.input("endpointSubnet", args.endpointSubnet, addressRules.network),
  });
  const { nodeSubnet, endpointSubnet } = networks;
  const { privateApiServer = false } = args;
  const nodes = check.input("nodes", args.nodes ?? 0, integerBetween(0, 5000));
  check.together({ nodeSubnet, nodes }, (known) => {
    const allowed = nodeSubnetFault(known.nodeSubnet, { nodes: known.nodes, privateApiServer });
    return allowed === undefined ? [] : [{ propertyPath: "nodeSubnet", value: known.nodeSubnet, allowed }];
  });
  const endpoints = check.input("privateEndpoints", args.privateEndpoints ?? 0, integerBetween(0, 1000));
  check.together({ endpointSubnet, endpoints }, (known) => {
    const allowed = endpointSubnetFault(known.endpointSubnet, known.endpoints);
    return allowed === undefined ? [] : [{ propertyPath: "endpointSubnet", value: known.endpointSubnet, allowed }];
  });
  return networks;
}
