import { thousandths, type Quantity } from "../quantity";

/** The resources that nodes of AKS offer, in the order in which amounts are kept. */
export const resources = ["cpu", "memory", "ephemeral-storage", "nvidia.com/gpu", "pods"] as const;

/** Position of a resource in `Amounts`. */
export const cpu = resources.indexOf("cpu");
export const memory = resources.indexOf("memory");
export const gpu = resources.indexOf("nvidia.com/gpu");
export const podsResource = resources.indexOf("pods");

/** Amounts of `RESOURCES`: CPU in thousandths of a core, memory and disk in bytes, the others by count. */
export type Amounts = Float64Array;

/** Quantities by resource name, as a node or a container states them. */
export type Quantities = Readonly<Record<string, Quantity>>;

/** Amounts of quantities; what is not in `RESOURCES` is left out. */
export function amountsOf(quantities: Quantities): Amounts {
  return Float64Array.from(resources, (resource) => {
    const quantity = quantities[resource];
    if (quantity === undefined) return 0;
    return resource === "cpu" ? thousandths(quantity) : thousandths(quantity) / 1000;
  });
}

/** Names of quantities above 0 that no node offers. */
export const unknownResources = (quantities: Quantities): string[] =>
  Object.keys(quantities).filter(
    (name) => !(resources as readonly string[]).includes(name) && thousandths(quantities[name]!) > 0,
  );

/** Nothing of anything. */
export const noAmounts = (): Amounts => new Float64Array(resources.length);

/** Adds `factor` times `amounts` to `total`, in place. */
export function addTo(total: Amounts, amounts: Amounts, factor = 1): void {
  for (let index = 0; index < total.length; index++) total[index]! += factor * amounts[index]!;
}

/** Whether `more` is there between `used` and `offered`. What is not asked for may be overdrawn. */
export function isRoom(offered: Amounts, used: Amounts, more: Amounts): boolean {
  for (let index = 0; index < offered.length; index++) {
    const asked = more[index]!;
    if (asked > 0 && used[index]! + asked > offered[index]!) return false;
  }
  return true;
}
