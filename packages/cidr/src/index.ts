/**
 * Blocks of IP addresses: what a text names ({@link readBlock}), how blocks lie to one another ({@link contains},
 * {@link overlap}), which are no part of the internet ({@link networksBesideTheInternet}), and the rules of Azure and Kubernetes
 * about them ({@link addressRules}, {@link overlayNodes}), about those of one cluster together
 * ({@link networkRules}) and about what must have room in them ({@link nodeSubnetFault}, {@link podCidrFault}, {@link endpointSubnetFault}).
 */
export { addressRules, overlayNodes } from "./azure";
export { addressAt, contains, overlap, readBlock } from "./block";
export {
  endpointSubnetFault,
  networkRules,
  nodeAddressesIn,
  nodeSubnetFault,
  podCidrFault,
  type NetworkName,
} from "./networks";
export { networksBesideTheInternet } from "./special-networks";
