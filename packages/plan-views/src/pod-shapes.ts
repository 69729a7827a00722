import { isObject } from "./plan";
import { Reader } from "./read";
import { isUnknown } from "./unknown";

/** What looks like a pod's `spec` in an object. */
export interface FoundPods {
  path: string;
  spec: Reader;
  /** Beside it, where it is the `spec` of a template. */
  metadata: Reader | undefined;
}

/** Deepest that pods are looked for, steps. */
const deepest = 12;

/** What of an object looks like a pod's `spec`: it has `containers`, a list of objects with names. What is not known is passed over. */
export function podsByShape({ subject, properties }: Reader): FoundPods[] {
  const found: FoundPods[] = [];
  const look = (value: unknown, path: string, beside: object | undefined, depth: number): void => {
    if (depth > deepest) return;
    if (Array.isArray(value)) {
      for (const index of value.keys()) look(knownAt(value, index), `${path}[${index}]`, undefined, depth + 1);
    } else if (isObject(value)) {
      if (hasContainers(value))
        found.push({ path, spec: new Reader(subject, value, path), metadata: metadataOf(beside, path) });
      else for (const name of Object.keys(value)) look(knownAt(value, name), joined(path, name), value, depth + 1);
    }
  };
  const metadataOf = (beside: object | undefined, path: string): Reader | undefined =>
    beside !== undefined && path.endsWith(".spec")
      ? new Reader(subject, beside as Record<string, unknown>, parentOf(path)).object("metadata")
      : undefined;
  for (const name of Object.keys(properties))
    if (name !== "metadata" && name !== "status") look(knownAt(properties, name), name, undefined, 1);
  return found;
}

function hasContainers(value: object): boolean {
  const containers = knownAt(value, "containers");
  if (!Array.isArray(containers) || containers.length === 0) return false;
  return [...containers.keys()].every((index) => {
    const container = knownAt(containers, index);
    return isObject(container) && typeof knownAt(container, "name") === "string";
  });
}

/** A property, or `undefined` where it is not known. */
function knownAt(value: object, name: PropertyKey): unknown {
  try {
    return (value as Record<PropertyKey, unknown>)[name];
  } catch (error) {
    if (isUnknown(error)) return undefined;
    throw error;
  }
}

/** The path of a property of what stands at a path. */
export const joined = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

/** The path of what has the property at a path. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf(".")));
