import type { JsonObject } from "@breakwater/plan-views";
import { valueAt } from "./resource-type";
import { findType } from "./resource-types";

/** A change that Azure refuses. */
export interface RefusedChange {
  /** The property, in azure-native's names. */
  path: string;
  /** Azure's code. */
  code: string;
  /** Why. */
  reason: string;
  /** What to do instead. */
  way: string;
  /** Where it is written: a URL. */
  source: string;
}

/** What the provider and Azure make of a changed PUT. */
export interface JudgedChange {
  /** Changed paths for which azure-native replaces the resource. */
  replaces: string[];
  refused: RefusedChange[];
}

/** What becomes of a resource whose inputs change, by the inputs alone. */
export function judgeChange(token: string, before: JsonObject, after: JsonObject): JudgedChange {
  const replaces = immutablePaths(token).filter(
    (path) => JSON.stringify(valueAt(before, path)) !== JSON.stringify(valueAt(after, path)),
  );
  return { replaces, refused: [] };
}

/** Inputs of a type that make the provider replace a resource, as paths: its name, its place, and what an update cannot change. */
export function immutablePaths(token: string): readonly string[] {
  const type = findType(token);
  return type ? [type.nameInput, "resourceGroupName", ...(type.immutable ?? [])] : [];
}
