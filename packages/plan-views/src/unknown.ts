import { PodCountError, QuantityError, SelectorError } from "@breakwater/kubernetes-rules";
import { PlanValueError } from "./read";

/** What stands for a namespace that a preview cannot know. */
export const unknownNamespace = "(not known yet)";

/** Thrown where a Plan has `[unknown]`. Pulumi's engine throws one of this name, and both are told by it (see `isUnknown`). */
export class UnknownValueError extends Error {
  override name = "UnknownValueError";
}

/** Thrown where what the Plan holds does not decide a question, as what another stack or somebody's own code does. */
export class UndecidedError extends Error {
  override name = "UndecidedError";
}

/** Whether an error says that a value is not known before a first `up`: Pulumi's engine's, or a Plan's of `[unknown]`. */
export const isUnknown = (error: unknown): error is Error =>
  // By name: loading the engine's class would load all of @pulumi/policy, which starts with gRPC.
  error instanceof Error && error.constructor.name === "UnknownValueError";

/**
 * Whether an error says of a value that nobody can judge by it: it is not known yet, it is of a kind that its property does not take, or
 * Kubernetes would refuse it; or that the Plan does not decide what was asked.
 */
export const isUnreadable = (error: unknown): error is Error =>
  isUnknown(error) ||
  error instanceof UndecidedError ||
  error instanceof PlanValueError ||
  error instanceof QuantityError ||
  error instanceof SelectorError ||
  error instanceof PodCountError;

/** What `read` gives, or `undefined` where it reads a value that is not known in this preview, or that is wrong. */
export function ifKnown<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

/**
 * The first item of which something holds. An item of which that is not known, or wrong, matters only where it holds of no other: then its error
 * is thrown, for nobody can tell.
 */
export function findKnown<Item>(items: Iterable<Item>, holds: (item: Item) => boolean): Item | undefined {
  let unknown: Error | undefined;
  for (const item of items) {
    try {
      if (holds(item)) return item;
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      unknown ??= error;
    }
  }
  if (unknown !== undefined) throw unknown;
  return undefined;
}

/** The items of which something holds, in the same way: one of which nobody can tell matters only where it holds of no other. */
export function filterKnown<Item>(items: readonly Item[], holds: (item: Item) => boolean): Item[] {
  let unknown: Error | undefined;
  const found = items.filter((item) => {
    try {
      return holds(item);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      unknown ??= error;
      return false;
    }
  });
  if (found.length === 0 && unknown !== undefined) throw unknown;
  return found;
}

/** Whether something holds of an item at least; in the same way. */
export const someKnown = <Item>(items: Iterable<Item>, holds: (item: Item) => boolean): boolean =>
  // Boxed, because an item may itself be `undefined`.
  findKnown(boxed(items), ({ item }) => holds(item)) !== undefined;

function* boxed<Item>(items: Iterable<Item>): Iterable<{ item: Item }> {
  for (const item of items) yield { item };
}
