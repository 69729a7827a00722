import { isObject, type Json, type JsonObject } from "@breakwater/plan-views";
import { pathSteps } from "../changes";

/** The paths cannot be ignored: old and new inputs differ in shape along them. Pulumi fails with these words. */
export class IgnoreChangesError extends Error {
  override name = "IgnoreChangesError";

  constructor(readonly paths: readonly string[]) {
    const named = paths.map((path) => JSON.stringify(path)).join(", ");
    super(
      `cannot ignore changes to the following properties because one or more elements of the path are missing: ${named}`,
    );
  }
}

/**
 * The inputs that Pulumi's engine sends: at each ignored path the value of the last deployment in the place of the new one
 * (`processIgnoreChanges` and `PropertyPath.Reset` of https://github.com/pulumi/pulumi). A value that was not there is taken out.
 *
 * @throws IgnoreChangesError where a path leads nowhere in one of them
 */
export function withIgnoredChanges(before: JsonObject, after: JsonObject, ignored: readonly string[]): JsonObject {
  if (ignored.length === 0) return after;
  const reset = structuredClone(after);
  const broken = ignored.filter((path) => !resetAt(pathSteps(path), before, reset));
  if (broken.length > 0) throw new IgnoreChangesError(broken);
  return reset;
}

type Container = Record<string | number, Json>;

/** Puts what `before` has at a path into `after`; `false`: the path leads nowhere in one of them only. */
function resetAt([step, ...rest]: readonly (string | number)[], before: Json | undefined, after: Json): boolean {
  if (step === "*") return resetAll(rest, before, after);
  const [fits, length] = typeof step === "number" ? [Array.isArray, lengthOf] : [isObject, () => Infinity];
  const [old, now] = [before, after].map((value) => (fits(value as Json) ? (value as Container) : undefined));
  if (rest.length === 0 && typeof step === "string") {
    const value = old?.[step];
    if (value === undefined) {
      if (now) Reflect.deleteProperty(now, step);
      return true;
    }
    if (!now) return false;
    now[step] = structuredClone(value);
    return true;
  }
  if (!old || !now) return !old && !now;
  const [isInOld, isInNew] = [old, now].map((value) => has(value!, step!, length(value as Json)));
  if (!isInOld && !isInNew) return typeof step === "string" || rest.length === 0;
  // An element of a list is neither added nor taken out.
  if (!isInOld && typeof step === "string") return resetAt(rest, undefined, now[step]!);
  if (!isInOld || !isInNew) return false;
  if (rest.length > 0) return resetAt(rest, old[step!], now[step!]!);
  now[step!] = structuredClone(old[step!]!);
  return true;
}

/** `*`: every element of a list, every member of an object. Lists of different lengths cannot be brought together. */
function resetAll(rest: readonly (string | number)[], before: Json | undefined, after: Json): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length !== after.length) return false;
    return after.every((_, index) => resetAt([index, ...rest], before, after));
  }
  if (!isObject(before) || !isObject(after)) return rest.length === 0 && (isObject(after) || Array.isArray(after));
  if (rest.length === 0) {
    for (const key of Object.keys(after)) if (!(key in before)) Reflect.deleteProperty(after, key);
    Object.assign(after, structuredClone(before));
    return true;
  }
  return Object.keys(before).every((key) => key in after && resetAt([key, ...rest], before, after));
}

const lengthOf = (value: Json): number => (Array.isArray(value) ? value.length : 0);

const has = (container: Container, step: string | number, length: number): boolean =>
  typeof step === "number" ? step < length : step in container;
