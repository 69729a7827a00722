import type { Json } from "@breakwater/plan-views";
import type { RecordedResource } from "./checkpoint";

/** URNs of what must outlive a resource: what it depends on, what it belongs to, who made it. */
export function needsOf({ dependencies, provider, parent, options }: RecordedResource): string[] {
  return [...dependencies, provider, parent, options.deletedWith].filter((urn) => urn !== undefined);
}

/**
 * Resources in an order in which they can be deleted: each before what it needs. What does not depend on one another goes in the
 * order of their registration, the latest first.
 */
export function inDeletionOrder(resources: readonly RecordedResource[]): RecordedResource[] {
  const left = resources.toReversed();
  const ordered: RecordedResource[] = [];
  while (left.length > 0) {
    const needed = new Set(left.flatMap((resource) => needsOf(resource).filter((urn) => urn !== resource.urn)));
    const place = left.findIndex(({ urn }) => !needed.has(urn));
    ordered.push(...left.splice(Math.max(place, 0), 1));
  }
  return ordered;
}

/**
 * Inputs of a resource that are made of outputs of others, by the name of the input. A Plan does not tell them: there an input is taken
 * for one where it holds the id or the name of what it depends on.
 *
 * @param others URNs in question, with what is recorded of them
 */
export function inputsMadeOf(
  { propertyDependencies, dependencies, inputs }: RecordedResource,
  others: ReadonlyMap<string, RecordedResource>,
): string[] {
  if (propertyDependencies)
    return Object.keys(propertyDependencies).filter((name) =>
      propertyDependencies[name]!.some((urn) => others.has(urn)),
    );
  const known = dependencies.flatMap((urn) => {
    const other = others.get(urn);
    return other ? [other.id, ...identifiersOf(other)] : [];
  });
  return Object.keys(inputs).filter((name) =>
    textsOf(inputs[name]!).some((text) =>
      known.some((identifier) => text === identifier || text.startsWith(`${identifier}/`)),
    ),
  );
}

/** The name under which a resource is known, and the principals and clients that Azure has drawn for it. */
function identifiersOf({ id, outputs }: RecordedResource): string[] {
  const drawn = [outputs.principalId, outputs.clientId].filter((value) => typeof value === "string");
  return [id.slice(id.lastIndexOf("/") + 1), ...drawn];
}

function textsOf(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((inner: Json) => textsOf(inner));
}
