import * as pulumi from "@pulumi/pulumi";
import { hasAll } from "./has-all";

/** A resource that may exist in Azure already. */
export interface Living<T> {
  /** What Azure has, read before the resource is registered; `undefined` where it has none. */
  living: Promise<T | undefined>;
  /** Options of the resource. One of its inputs must wait for `living`: only then are they complete. */
  options: pulumi.CustomResourceOptions;
}

/**
 * Leaves a resource alone as long as Azure has all that is declared of it, whatever the state says. For resources of which
 * Azure moves a part by itself, as the Cluster Autoscaler moves counts:
 * - `ignoreChanges` on that part would send the state's old value with the next change of any other part
 *   (https://www.pulumi.com/docs/iac/concepts/options/ignorechanges/#how-ignorechanges-works), and a refresh rewrites it;
 * - without it, every move would be a change.
 *
 * So all changes are ignored, or none: either nothing is sent, or all that is declared, with what Azure has now in place of the
 * moved part.
 *
 * @param declared inputs, without the part that moves
 * @param read asks Azure, by names that `names` tells
 */
export function leftAlone<Name extends string, T>(
  declared: pulumi.Inputs,
  names: Record<Name, pulumi.Input<string>>,
  read: (names: Record<Name, string>) => Promise<T>,
  opts: pulumi.CustomResourceOptions,
): Living<T> {
  const ignoreChanges = [...(opts.ignoreChanges ?? [])];
  const decide = async (): Promise<T | undefined> => {
    const known = (await valueOf(names)) as Record<Name, string> | undefined;
    // In a preview, the names of what is about to be made are unknown.
    const living = known && (await ifFound(() => read(known)));
    // Unknown inputs, in a preview, are about to change.
    const wanted = living === undefined ? undefined : await valueOf(declared);
    if (wanted !== undefined && hasAll(wanted, living)) ignoreChanges.push("*");
    return living;
  };
  // The SDK sends the options together with the inputs, once those have resolved. Only a transformation hands it a list of
  // ours: constructors copy the one in the options.
  const late: pulumi.ResourceTransformation = ({ props, opts }) => ({ props, opts: { ...opts, ignoreChanges } });
  return { living: decide(), options: { ...opts, transformations: [...(opts.transformations ?? []), late] } };
}

/** What `read` answers; `undefined` where Azure has no such resource. */
async function ifFound<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    // The provider hands Azure's answer on as text: "Status=404 Code="ResourceNotFound" …".
    if (/\b404\b|not\s?found/i.test(error instanceof Error ? error.message : String(error))) return undefined;
    throw error;
  }
}

/** The value of inputs, or `undefined` in a preview that cannot know all of it. */
async function valueOf(inputs: pulumi.Inputs): Promise<unknown> {
  // An Output tells by these members, which the types leave out, whether it is known.
  const output = pulumi.output(inputs) as unknown as { isKnown: Promise<boolean>; promise(): Promise<unknown> };
  const value = await output.promise();
  return (await output.isKnown) && !pulumi.containsUnknowns(value) ? value : undefined;
}
