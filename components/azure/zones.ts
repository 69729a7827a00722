import { hasZones } from "@breakwater/azure-sizes";
import type * as pulumi from "@pulumi/pulumi";
import { type ArgumentCheck, oneOf } from "../validation";
import type { PlacementArgs } from "./placement";

const availabilityZone = oneOf<string>("1", "2", "3");

/**
 * Availability zones of nodes, checked: each is one of Azure's and named once, and the region has zones at all.
 *
 * @param location region of the nodes, where the component knows it
 */
export function validZones(
  check: ArgumentCheck,
  propertyPath: string,
  zones: pulumi.Input<string[]>,
  location?: PlacementArgs["location"],
): pulumi.Input<string[]> {
  const each = check.each(propertyPath, zones, availabilityZone);
  onlyWithZones(check, location, { propertyPath, value: each, isZonal: (known) => known.length > 0, allowed: "empty" });
  return check.together({ each }, ({ each: known }) =>
    new Set(known).size === known.length
      ? []
      : [{ propertyPath, value: known, allowed: "a list without a zone named twice" }],
  ).each;
}

/** What spans zones. */
interface ZonalArgument<T> {
  propertyPath: string;
  value: pulumi.Input<T>;
  isZonal: (value: T) => boolean;
  /** What is allowed where there are no zones. */
  allowed: string;
}

/** Refuses an argument that spans zones in a region that has none. Of a region that is not named here, Azure says so. */
export function onlyWithZones<T>(
  check: ArgumentCheck,
  location: PlacementArgs["location"],
  { propertyPath, value, isZonal, allowed }: ZonalArgument<T>,
): void {
  if (location === undefined) return;
  check.together<{ region: unknown; known: unknown }>({ region: location, known: value }, ({ region, known }) =>
    hasZones(String(region)) === false && isZonal(known as T)
      ? [
          {
            propertyPath,
            value: known,
            allowed: `${allowed} in location ${String(region)}, which has no availability zones`,
          },
        ]
      : [],
  );
}
