/**
 * What Azure's VM sizes offer, what they cost and what AKS keeps of them, each table with the page that publishes it. A size that is not known is a result of
 * its own (`known: false`), which the compiler makes every caller handle; nothing here guesses. Beside them what this platform supports of sizes
 * ({@link poolSizeRules}) and of regions ({@link regionRule}), and what Azure takes of tags ({@link tagFaults}).
 */
export { architectureOf, findVmSize, gpuMemoryGib, gpusOf, knownVmSize, vcpusOf } from "./find";
export { defaultMaxPods, leastPodsOfNode, mostPodsOfNode } from "./max-pods";
export { hasAmdGpus, isGpuSeries, vmSizePattern } from "./name";
export { nodeResources, quantitiesOf } from "./node-resources";
export { osDiskOf } from "./os-disk";
export { poolSizeRules } from "./pool-sizes";
export { vmPriceOf, vmPriceRegion, vmPrices } from "./prices";
export { isSameFamily, ofFamily, quotaFamilyOf } from "./quota";
export { hasZones, regionRule } from "./regions";
export { maxSurgeOf, nodesWithSurge, surgeNodes, type PoolNodes } from "./surge-nodes";
export { tagFaults, tagLimits, type TagLimits } from "./tags";
export type { ValueRule } from "./value-rule";
export type { Gpus, VmSize } from "./vm-size";
