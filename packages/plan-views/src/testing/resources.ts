import type { Properties, Resource } from "../resource";

/** A resource of the stack `test`, for tests. */
export function resource(type: string, props: Properties, name = "declared"): Resource {
  const namespace: unknown = type.startsWith("kubernetes:") ? props.metadata?.namespace : undefined;
  return {
    type,
    name,
    urn: `urn:pulumi:test::shop::${type}::${name}`,
    props,
    ...(typeof namespace === "string" && { namespace }),
    options: { protect: false, ignoreChanges: [] },
  };
}

/** Properties of which some are not known before a first `up`, as Pulumi's engine has them: reading one throws. */
export function withUnknown(properties: Properties, ...unknown: string[]): Properties {
  for (const name of unknown) {
    Object.defineProperty(properties, name, {
      enumerable: true,
      get: () => {
        throw new UnknownValueError(`value at .${name} can't be known during preview`);
      },
    });
  }
  return properties;
}

/** What @pulumi/policy throws, known by its name. */
class UnknownValueError extends Error {}
