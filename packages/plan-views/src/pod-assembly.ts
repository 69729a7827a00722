import type { ResourceRequirements } from "@breakwater/kubernetes-rules";
import { isObject } from "./plan";
import type { Assembly, PodsOfKind } from "./pods-of-kind";
import { Reader } from "./read";
import type { Properties } from "./resource";
import { lazily } from "./typed";
import { isUnreadable } from "./unknown";

/** Whether what stands at a place makes pods of a kind: it has a container. Of what cannot be read, that is not known: whoever reads it is told. */
export function isMadeBy(
  read: () => Reader,
  { where, assembled: { single = {}, lists = [] } = {} }: PodsOfKind,
): boolean {
  try {
    const { properties } = read();
    const has = (name: string) => name in properties;
    if (where !== undefined && has(where.replace(/^!/, "")) === where.startsWith("!")) return false;
    return ["containers", ...Object.keys(single), ...lists.map((path) => path.split(".")[0]!)].some(has);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return where?.startsWith("!") !== true;
  }
}

/** The `spec` of the pods that an object makes, read as it is asked for. */
export function assembledFrom(read: Reader, place: string, { single = {}, lists = [], filled }: Assembly): Reader {
  const spec = copyOf(read.properties);
  lazily(spec, "containers", () => {
    const own = read
      .list("containers")
      .map((container, index) => (index === 0 ? withResources(container, filled) : container));
    const singles = Object.entries(single).flatMap(([field, name]) => {
      const container = read.record(field);
      return container === undefined ? [] : [named(container, name)];
    });
    const more = lists.flatMap((path) => {
      const steps = path.split(".");
      return steps
        .slice(0, -1)
        .reduce((at, step) => at.object(step), read)
        .list(steps.at(-1)!);
    });
    return [...own, ...singles, ...more];
  });
  return new Reader(read.subject, spec, place);
}

const named = (container: Properties, name: string): Properties =>
  Object.hasOwn(container, "name") ? container : Object.assign(copyOf(container), { name });

/** A container with resources for what it does not name. */
function withResources(container: unknown, filled: ResourceRequirements | undefined): unknown {
  if (filled === undefined || !isObject(container)) return container;
  const copy = copyOf(container);
  lazily(copy, "resources", () => {
    const own = container["resources"] ?? {};
    if (!isObject(own)) return own;
    const amounts = (kind: "requests" | "limits"): unknown =>
      isObject(own[kind] ?? {}) ? { ...filled[kind], ...(own[kind] as Properties | undefined) } : own[kind];
    return { ...own, requests: amounts("requests"), limits: amounts("limits") };
  });
  return copy;
}

/** A copy whose values are read as they are asked for: one that is not known hides no other. */
function copyOf(object: Properties): Properties {
  const copy: Properties = {};
  for (const key of Object.keys(object)) lazily(copy, key, () => object[key] as unknown);
  return copy;
}
