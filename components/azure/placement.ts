import { regionRule, tagFaults, type TagLimits } from "@breakwater/azure-sizes";
import * as pulumi from "@pulumi/pulumi";
import type { ArgumentCheck } from "../validation";

/** Where an Azure resource lives and what it is labelled with. */
export interface PlacementArgs {
  /** Resource group. */
  resourceGroupName: pulumi.Input<string>;
  /** Region of Azure's public cloud in its short form, for example `koreacentral`. Default: the resource group's. */
  location?: pulumi.Input<string>;
  /**
   * Tags of every resource that can carry them, 50 at most: names of up to 512 characters without `< > % & \ ? /`, no two the same but for
   * their case; values of up to 256.
   */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * The placement, checked.
 *
 * @param limits what the services of the component take less of than Azure does
 */
export function validPlacement(check: ArgumentCheck, args: PlacementArgs, limits?: TagLimits): PlacementArgs {
  return {
    resourceGroupName: args.resourceGroupName,
    location: check.optional("location", args.location, regionRule),
    tags: validTags(check, args.tags, limits),
  };
}

/** Tags, checked. */
export function validTags(
  check: ArgumentCheck,
  tags: PlacementArgs["tags"],
  limits?: TagLimits,
): PlacementArgs["tags"] {
  if (tags === undefined) return undefined;
  const find = ({ tags: known }: { tags: Record<string, string> }) =>
    tagFaults(known, limits).map(({ name, allowed }) => ({
      propertyPath: name === undefined ? "tags" : `tags[${JSON.stringify(name)}]`,
      value: name === undefined ? Object.keys(known).length : known[name],
      allowed,
    }));
  // With a value that is an Output, all of them are checked once it is known.
  return isPlainRecord(tags)
    ? check.together({ tags }, find).tags
    : check.together({ tags: pulumi.output(tags) }, find).tags;
}

const isPlainRecord = (tags: NonNullable<PlacementArgs["tags"]>): tags is Record<string, string> =>
  !pulumi.Output.isInstance(tags) &&
  !(tags instanceof Promise) &&
  Object.values(tags).every((value) => !pulumi.Output.isInstance(value) && !(value instanceof Promise));
