import type { JsonObject, Plan, PlanResource } from "@breakwater/plan-views";

/**
 * Puts resources into the Plan's order, whatever order they were registered in: parents before children, siblings by URN.
 */
export function buildPlan(
  project: string,
  stack: string,
  resources: readonly PlanResource[],
  outputs: JsonObject,
): Plan {
  const children = new Map<string | undefined, PlanResource[]>();
  for (const resource of resources) {
    const siblings = children.get(resource.parent);
    if (siblings) siblings.push(resource);
    else children.set(resource.parent, [resource]);
  }
  const known = new Set(resources.map(({ urn }) => urn));
  // A resource whose parent failed stands at the top, so that nothing is lost.
  const roots = [...children]
    .filter(([parent]) => parent === undefined || !known.has(parent))
    .flatMap(([, list]) => list);

  const ordered: PlanResource[] = [];
  const place = (siblings: PlanResource[]): void => {
    for (const resource of siblings.sort(byUrn)) {
      ordered.push(resource);
      place(children.get(resource.urn) ?? []);
    }
  };
  place(roots);
  return { version: 1, project, stack, resources: ordered, outputs: sortKeys(outputs) };
}

/** By code unit, because a locale's order differs between machines. */
function byUrn(a: PlanResource, b: PlanResource): number {
  return a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0;
}

function sortKeys(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
