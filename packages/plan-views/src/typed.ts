import { isObject } from "./plan";
import { kinds, PlanValueError } from "./read";
import type { Properties } from "./resource";

/** What a value must be: a value of one kind, a list, or an object whose fields are listed. What is not listed may be anything. */
export type Shape =
  | { holds(value: unknown): boolean; allowed: string; isRequired?: true }
  | { items: Shape }
  | { fields: Readonly<Record<string, Shape>> }
  | { values: Shape };

export const text = kinds.text;
export const number: Shape = kinds.number;
export const flag: Shape = kinds.flag;
export const numberOrText: Shape = kinds.numberOrText;
export const listOf = (items: Shape): Shape => ({ items });
/** What must be there. */
export const required = (shape: { holds(value: unknown): boolean; allowed: string }): Shape => ({
  ...shape,
  isRequired: true,
});
/** An object of which these fields are read. */
export const fieldsOf = (fields: Readonly<Record<string, Shape>>): Shape => ({ fields });
/** An object with a value by name, such as labels. */
export const byName = (values: Shape): Shape => ({ values });

/** Where a value stands, for the error of one that is wrong. */
interface Place {
  subject: string;
  path: string;
}

/**
 * An object of which each field is checked when it is read, however deep: `null` is absent, what is no value of its shape is a
 * `PlanValueError` that says where it stands, and what is not known throws as it does in the object itself.
 */
export function typed(object: Properties, shape: Shape, place: Place): Properties {
  const copy: Properties = {};
  const needed = "fields" in shape ? Object.keys(shape.fields).filter((name) => isRequired(shape.fields[name])) : [];
  for (const key of new Set([...Object.keys(object), ...needed])) {
    const path = place.path === "" ? key : `${place.path}.${key}`;
    lazily(copy, key, () => read(object[key], fieldOf(shape, key), { ...place, path }));
  }
  return copy;
}

const isRequired = (shape: Shape | undefined): boolean => shape !== undefined && "isRequired" in shape;

function fieldOf(shape: Shape, key: string): Shape | undefined {
  if ("values" in shape) return shape.values;
  // Not of its prototype: a label may be called `constructor`.
  return "fields" in shape && Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
}

function read(value: unknown, shape: Shape | undefined, place: Place): unknown {
  const present = value ?? undefined;
  if (present === undefined && shape !== undefined && isRequired(shape) && "holds" in shape)
    throw new PlanValueError(place.subject, place.path, undefined, shape.allowed);
  if (present === undefined || shape === undefined) return present;
  if ("holds" in shape) return expected(shape.holds(present), present, shape.allowed, place);
  if ("items" in shape) {
    const list = expected(Array.isArray(present), present, kinds.list.allowed, place) as unknown[];
    const copy: unknown[] = [];
    for (const index of list.keys()) {
      const at = { ...place, path: `${place.path}[${index}]` };
      lazily(copy, index, () => {
        // A list has no gaps: an item that is `null` is one of the wrong kind.
        if (list[index] === null) throw new PlanValueError(at.subject, at.path, null, "no null, as an item of a list");
        return read(list[index], shape.items, at);
      });
    }
    return copy;
  }
  return typed(expected(isObject(present), present, kinds.object.allowed, place) as Properties, shape, place);
}

function expected(holds: boolean, value: unknown, allowed: string, { subject, path }: Place): unknown {
  if (!holds) throw new PlanValueError(subject, path, value, allowed);
  return value;
}

/** A property that is read once, when it is first asked for. */
export function lazily(of: object, key: PropertyKey, value: () => unknown): void {
  Object.defineProperty(of, key, {
    enumerable: true,
    configurable: true,
    get() {
      const known = value();
      Object.defineProperty(of, key, { enumerable: true, configurable: true, writable: true, value: known });
      return known;
    },
  });
}
