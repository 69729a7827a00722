import type { Resource } from "./resource";

/**
 * Whether a program has Pulumi leave a property as it is once the resource is there: `ignoreChanges` names it, or an object that it is in.
 *
 * @param path for example `["spec", "replicas"]`
 */
export const ignoresChanges = ({ options }: Pick<Resource, "options">, path: readonly string[]): boolean =>
  options.ignoreChanges.some((ignored) => {
    const parts = partsOf(ignored);
    return (
      parts.length > 0 && parts.length <= path.length && parts.every((part, at) => part === "*" || part === path[at])
    );
  });

/** Parts of a property path: `spec.replicas`, `spec["replicas"]`, `spec.*` (https://www.pulumi.com/docs/iac/concepts/miscellaneous/property-paths/). */
const partsOf = (path: string): string[] =>
  [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, name]) => quoted?.replace(/\\(.)/g, "$1") ?? index ?? name ?? "",
  );
