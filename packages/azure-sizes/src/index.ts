/**
 * What Azure's VM sizes offer, what they cost and what AKS keeps of them, each table with the page that publishes it. A size that is not known is a result of
 * its own (`known: false`), which the compiler makes every caller handle; nothing here guesses.
 */
export {
  architectureOf,
  findVmSize,
  gpuMemoryGib,
  gpusOf,
  type GpuCount,
  type KnownArchitecture,
  knownVmSize,
  knownVmSizes,
  vcpusOf,
  type Vcpus,
} from "./find";
export { defaultMaxPods, leastPodsOfNode, mostPodsOfNode, type PodNetwork } from "./max-pods";
export { isGpuSeries, readVmSizeName, type VmSizeName, vmSizePattern } from "./name";
export {
  allocatableMillicores,
  type NodeAmounts,
  type NodeResources,
  nodeResources,
  type NodeSettings,
  quantitiesOf,
} from "./node-resources";
export {
  defaultManagedOsDiskGib,
  type EphemeralDisk,
  managedDiskTier,
  type ManagedDisk,
  type OsDisk,
  osDiskOf,
  type OsDiskSettings,
} from "./os-disk";
export { type VmPrice, vmPriceOf, vmPriceRegion, vmPrices } from "./prices";
export { isSameFamily, ofFamily, type QuotaFamily, quotaFamilyOf } from "./quota";
export { type NodeMemory, reservedMemoryMib, reservedMillicores } from "./reservations";
export type { Architecture, Gpus, LocalDisks, UnknownVmSize, VmSize, VmSizeResult } from "./vm-size";
