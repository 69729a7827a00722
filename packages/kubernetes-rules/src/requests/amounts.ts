import { Quantity, type QuantityText } from "../quantity/quantity";

/** Quantities by resource name, as a manifest has them. */
export type Quantities = Readonly<Record<string, QuantityText>>;

/** Amounts by resource name. What is not named is not asked for, or not there. */
export type ResourceAmounts = Readonly<Record<string, Quantity>>;

/**
 * Reads all quantities of a manifest's map; none where there is no map.
 *
 * @param property where the map stands, for errors
 * @throws QuantityError that names the property, where Kubernetes would refuse a quantity
 */
export function readQuantities(quantities: Quantities | null | undefined, property?: string): ResourceAmounts {
  return Object.fromEntries(
    Object.entries(quantities ?? {}).map(([resource, text]) => [
      resource,
      Quantity.of(text, property === undefined ? resource : `${property}[${JSON.stringify(resource)}]`),
    ]),
  );
}

/** Both together, resource by resource. */
export function addAmounts(a: ResourceAmounts, b: ResourceAmounts): ResourceAmounts {
  return combined(a, b, (mine, others) => mine.add(others));
}

/** The larger of both, resource by resource. */
export function largerAmounts(a: ResourceAmounts, b: ResourceAmounts): ResourceAmounts {
  return combined(a, b, Quantity.max);
}

function combined(
  a: ResourceAmounts,
  b: ResourceAmounts,
  operation: (mine: Quantity, others: Quantity) => Quantity,
): ResourceAmounts {
  const result: Record<string, Quantity> = { ...a };
  for (const [resource, quantity] of Object.entries(b)) {
    const mine = result[resource];
    result[resource] = mine === undefined ? quantity : operation(mine, quantity);
  }
  return result;
}
