/**
 * Blocks of IP addresses: what a text names ({@link readBlock}), how blocks lie to one another ({@link contains},
 * {@link overlap}), which are no part of the internet ({@link networksBesideTheInternet}), and the rules of Azure and Kubernetes
 * about them ({@link addressRules}, {@link usableInSubnet}, {@link overlayNodes}), about those of one cluster together
 * ({@link networkRules}) and about what must have room in them ({@link nodeSubnetFault}, {@link podCidrFault}, {@link endpointSubnetFault}).
 */
export { addressRules, overlayNodes, usableInSubnet, type TextRule } from "./azure";
export { addressAt, contains, overlap, readBlock, sizeOf } from "./block";
export {
  addressesOfNodes,
  endpointSubnetFault,
  networkRules,
  nodeSubnetFault,
  podCidrFault,
  type NetworkName,
} from "./networks";
export { loopbackNetwork, networksBesideTheInternet } from "./special-networks";
