import { objectsWithin } from "./nested-objects";
import { type JsonObject, type Plan, type PlanResource, unknownMark } from "./plan";
import { kindOf, type Properties, type Resource } from "./resource";
import { isStack, stackType } from "./stack";
import { UnknownValueError, unknownNamespace } from "./unknown";

/**
 * The resources of a Plan as views and rules take them: what the program asks for, and of the stack its outputs. They read as in
 * Pulumi's engine: a property that the Plan knows only as `[unknown]` throws when it is read, one that is `null` is absent. The objects
 * of a List are resources of their own.
 */
export function resourcesOf(plan: Plan): Resource[] {
  const parents = new Set(plan.resources.map(({ parent }) => parent));
  const resources = plan.resources.flatMap((declared) => {
    const resource = toResource(declared, plan);
    // What a component has made of its objects is in the Plan.
    return parents.has(declared.urn) ? [resource] : objectsWithin(resource);
  });
  return plan.resources.some(isStack) ? resources : [...resources, toResource(stackOfPlan(plan), plan)];
}

/** A Plan that was written by hand has outputs, and perhaps no resource of the stack itself. */
function stackOfPlan({ project, stack }: Plan): PlanResource {
  const name = `${project}-${stack}`;
  const urn = `urn:pulumi:${stack}::${project}::${stackType}::${name}`;
  return { type: stackType, name, urn, custom: false, dependencies: [], inputs: {}, outputs: {}, options: {} };
}

function toResource({ type, name, urn, inputs, outputs, options }: PlanResource, plan: Plan): Resource {
  const place = { subject: `${kindOf({ type })} "${name}"`, path: "" };
  const props = asRead(isStack({ type }) ? plan.outputs : inputs, place) as Properties;
  const { protect = false, ignoreChanges = [] } = options;
  return { type, name, urn, props, outputs, ...namespaceOf(type, inputs), options: { protect, ignoreChanges } };
}

function namespaceOf(type: string, { metadata }: JsonObject): { namespace?: string } {
  if (!type.startsWith("kubernetes:")) return {};
  if (metadata === unknownMark) return { namespace: unknownNamespace };
  const namespace = typeof metadata === "object" && metadata !== null && "namespace" in metadata && metadata.namespace;
  if (namespace === unknownMark) return { namespace: unknownNamespace };
  return typeof namespace === "string" ? { namespace } : {};
}

/** Where a value stands, for the error of one that is not known. */
interface Place {
  subject: string;
  path: string;
}

/** A value without what is null and with what is unknown guarded; the value itself where it has neither, which is the rule. */
function asRead(value: unknown, at: Place): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return listAsRead(value, at);
  const entries = Object.entries(value).map(([key, own]: [string, unknown]) => {
    const place = { ...at, path: at.path === "" ? key : `${at.path}.${key}` };
    return { key, own, place, read: asRead(own, place) };
  });
  if (entries.every(({ own, read }) => own === read && own !== unknownMark && own !== null)) return value;
  const copy: Properties = {};
  for (const { key, own, place, read } of entries) {
    if (own === unknownMark) guard(copy, key, place);
    else if (own !== null) copy[key] = read;
  }
  return copy;
}

function listAsRead(list: readonly unknown[], { subject, path }: Place): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (const [index, own] of list.entries()) {
    const place = { subject, path: `${path}[${index}]` };
    if (own === unknownMark) guard((copy ??= [...list]), index, place);
    else {
      const read = asRead(own, place);
      if (read !== own) (copy ??= [...list])[index] = read;
    }
  }
  return copy ?? list;
}

function guard(of: object, key: PropertyKey, { subject, path }: Place): void {
  Object.defineProperty(of, key, {
    enumerable: true,
    configurable: true,
    get: () => {
      throw new UnknownValueError(`${subject}: ${path} is not known before the stack is up`);
    },
  });
}
