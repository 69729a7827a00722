import { type JsonObject, type Plan, type PlanResource, unknown } from "./plan";
import type { Properties, Resource } from "./resource";
import { isStack } from "./stack";

/**
 * The resources of a Plan as views and rules take them: what the program asks for, and of the stack its outputs. They read as in
 * Pulumi's engine: a property that the Plan knows only as `[unknown]` throws when it is read, one that is `null` is absent.
 */
export function resourcesOf(plan: Plan): Resource[] {
  return plan.resources.map((resource) => toResource(resource, plan));
}

function toResource({ type, name, urn, inputs, outputs, options }: PlanResource, plan: Plan): Resource {
  const props = asRead(isStack({ type }) ? plan.outputs : inputs, "") as Properties;
  const { protect = false, ignoreChanges = [] } = options;
  return { type, name, urn, props, outputs, ...namespaceOf(type, inputs), options: { protect, ignoreChanges } };
}

function namespaceOf(type: string, { metadata }: JsonObject): { namespace?: string } {
  if (!type.startsWith("kubernetes:")) return {};
  const namespace = typeof metadata === "object" && metadata !== null && "namespace" in metadata && metadata.namespace;
  return typeof namespace === "string" ? { namespace } : {};
}

/** Thrown where a Plan has `[unknown]`. Pulumi's engine throws one of this name, and both are told by it (see `isUnknown`). */
class UnknownValueError extends Error {
  override name = "UnknownValueError";
}

/** A value without what is null and with what is unknown guarded; the value itself where it has neither, which is the rule. */
function asRead(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return listAsRead(value, path);
  const entries = Object.entries(value).map(([key, own]: [string, unknown]) => {
    const place = path === "" ? key : `${path}.${key}`;
    return { key, own, place, read: asRead(own, place) };
  });
  if (entries.every(({ own, read }) => own === read && own !== unknown && own !== null)) return value;
  const copy: Properties = {};
  for (const { key, own, place, read } of entries) {
    if (own === unknown) guard(copy, key, place);
    else if (own !== null) copy[key] = read;
  }
  return copy;
}

function listAsRead(list: readonly unknown[], path: string): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (const [index, own] of list.entries()) {
    const place = `${path}[${index}]`;
    if (own === unknown) guard((copy ??= [...list]), index, place);
    else {
      const read = asRead(own, place);
      if (read !== own) (copy ??= [...list])[index] = read;
    }
  }
  return copy ?? list;
}

function guard(of: object, key: PropertyKey, place: string): void {
  Object.defineProperty(of, key, {
    enumerable: true,
    configurable: true,
    get: () => {
      throw new UnknownValueError(`${place} is not known before the stack is up`);
    },
  });
}
