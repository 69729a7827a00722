import type { JsonObject } from "@breakwater/plan-views";
import { judgeChange, type RefusedChange } from "../azure";
import { isAtOrBelow, kubernetesReplaces } from "../changes";

/** What becomes of a resource whose inputs change. */
export interface Becoming {
  /** Those of the changed paths that make it be replaced rather than updated. */
  replacedBy: string[];
  /** A replacement has the name of what it replaces: that one is deleted first. */
  keepsName: boolean;
  /** What Azure refuses by the inputs alone. */
  refused: RefusedChange[];
  /** Why nobody knows what Azure makes of the change; absent where it is known. */
  unjudged?: string;
}

/**
 * What becomes of a resource of some type.
 *
 * @param changed paths that differ, without those that the program ignores
 */
export function becomingOf(type: string, before: JsonObject, after: JsonObject, changed: readonly string[]): Becoming {
  if (!type.startsWith("azure-native:")) {
    const replacedBy = type.startsWith("kubernetes:") ? kubernetesReplaces(type, changed) : [];
    return { replacedBy, keepsName: false, refused: [] };
  }
  const { replaces, refused, replacementKeepsName: keepsName, unjudged } = judgeChange(type, before, after);
  // An object that is new or gone as a whole has its properties below the path that decides, and the other way round.
  const meet = (path: string, name: string) => isAtOrBelow(path, name) || isAtOrBelow(name, path);
  const replacedBy = changed.filter((path) => replaces.some((name) => meet(path, name)));
  return {
    replacedBy,
    keepsName: keepsName && replacedBy.length > 0,
    refused: refused.filter(({ path }) => changed.some((name) => meet(name, path))),
    ...(unjudged !== undefined && { unjudged }),
  };
}

/** Whether the provider table has a type, so that what it is refused for is Azure's word and not the twin's ignorance. */
export const isJudged = (type: string): boolean =>
  !type.startsWith("azure-native:") || judgeChange(type, {}, {}).unjudged === undefined;
