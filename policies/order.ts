import { isStack, type Resource } from "@breakwater/plan-views";

/**
 * Resources by URN, the stack itself first. A program registers them in an order of its own, which changes with it: rules see them in this
 * one, so that they find the same and blame the same whatever came first.
 */
export const byUrn = (resources: readonly Resource[]): readonly Resource[] => {
  const known = ordered.get(resources);
  if (known !== undefined) return known;
  const sorted = [...resources].sort(
    (a, b) => Number(isStack(b)) - Number(isStack(a)) || (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0),
  );
  ordered.set(resources, sorted);
  return sorted;
};

/** The order of each list of resources, which every rule asks for. */
const ordered = new WeakMap<readonly Resource[], readonly Resource[]>();
