import { endpointSubnetFault, networkRules, nodeSubnetFault, podCidrFault } from "@breakwater/cidr";
import type { Conflict, Finding } from "./conflict";
import { nodeCountPaths, nodesOfAll } from "./node-counts";

/** How the networks lie to one another: the components ask the same rules. */
const networksFit: readonly Conflict[] = networkRules.map(({ reads, find }) => ({
  reads: reads.map((name) => `network.${name}`),
  find: ({ network }) =>
    find(network, (name) => `network.${name}`).map(({ network: name, allowed }) => ({
      path: `network.${name}`,
      allowed,
    })),
}));

const finding = (path: string, allowed: string | undefined): Finding[] =>
  allowed === undefined ? [] : [{ path, allowed }];

const roomForEndpoints: Conflict = {
  reads: ["network.endpointSubnet", "network.privateEndpoints"],
  find: ({ network: { endpointSubnet, privateEndpoints } }) =>
    finding("network.endpointSubnet", endpointSubnetFault(endpointSubnet, privateEndpoints.length)),
};

const roomForNodes: Conflict = {
  reads: ["network.nodeSubnet", "cluster.privateApiServer", ...nodeCountPaths],
  find: (settings) => {
    const { network, cluster } = settings;
    const use = { nodes: nodesOfAll(settings), privateApiServer: cluster.privateApiServer };
    return finding("network.nodeSubnet", nodeSubnetFault(network.nodeSubnet, use));
  },
};

const roomForPods: Conflict = {
  reads: ["network.podCidr", ...nodeCountPaths],
  find: (settings) => finding("network.podCidr", podCidrFault(settings.network.podCidr, nodesOfAll(settings))),
};

/** What addresses rule out. */
export const networkConflicts: readonly Conflict[] = [...networksFit, roomForEndpoints, roomForNodes, roomForPods];
