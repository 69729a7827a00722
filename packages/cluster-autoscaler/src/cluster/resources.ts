import { Quantity, readQuantities, type Quantities, type ResourceAmounts } from "@breakwater/kubernetes-rules";

/** The resources that nodes of AKS offer, in the order in which amounts are kept. */
const resourceNames = ["cpu", "memory", "ephemeral-storage", "nvidia.com/gpu", "pods"] as const;

/** Position of a resource in `Amounts`. */
export const cpuIndex = resourceNames.indexOf("cpu");
export const memoryIndex = resourceNames.indexOf("memory");
export const storageIndex = resourceNames.indexOf("ephemeral-storage");
export const gpuIndex = resourceNames.indexOf("nvidia.com/gpu");
export const podsIndex = resourceNames.indexOf("pods");

/** Amounts of `resourceNames`: CPU in thousandths of a core, memory and disk in bytes, the others by count. */
export type Amounts = Float64Array;

/** Amounts of quantities; what is not in `resourceNames` is left out. */
export const amountsOf = (quantities: Quantities): Amounts => countedAmounts(readQuantities(quantities));

/** The same of what has been read already, in the units in which the scheduler counts. */
export function countedAmounts(amounts: ResourceAmounts): Amounts {
  return Float64Array.from(resourceNames, (resource) => {
    const quantity = amounts[resource] ?? Quantity.zero;
    return resource === "cpu" ? quantity.milliValue() : quantity.value();
  });
}

/** Names of amounts above 0 that no node offers. */
export const unknownResources = (amounts: ResourceAmounts): string[] =>
  Object.keys(amounts).filter(
    (name) => !(resourceNames as readonly string[]).includes(name) && amounts[name]!.compare(Quantity.zero) > 0,
  );

/** Nothing of anything. */
export const noAmounts = (): Amounts => new Float64Array(resourceNames.length);

/** Adds `factor` times `amounts` to `total`, in place. */
export function addTo(total: Amounts, amounts: Amounts, factor = 1): void {
  for (let index = 0; index < total.length; index++) total[index]! += factor * amounts[index]!;
}

/**
 * Whether `more` is there between `used` and `offered`. What is not asked for may be overdrawn (k8s.io/kubernetes v1.33,
 * pkg/scheduler/framework/plugins/noderesources/fit.go, `fitsRequest`).
 */
export function isRoom(offered: Amounts, used: Amounts, more: Amounts): boolean {
  for (let index = 0; index < offered.length; index++) {
    const asked = more[index]!;
    if (asked > 0 && used[index]! + asked > offered[index]!) return false;
  }
  return true;
}
