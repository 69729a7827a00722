import { isObject, type Json, type JsonObject } from "@breakwater/plan-views";
import { isAtOrBelow } from "../changes";
import { withoutVersion } from "./resource-types";
import type { AzureState } from "./state";
import type { Change, ChangeRule, KeptName } from "./table/facts";
import { providerTable } from "./table/provider-table";

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
  /** Changed paths for which azure-native replaces the resource: it deletes the old one first. */
  replaces: string[];
  refused: RefusedChange[];
  /** A replacement has the name of what it replaces, so that the new one cannot be made before the old one is gone. */
  replacementKeepsName: boolean;
  /** Absent: the type is in the table. Otherwise why nothing was judged. */
  unjudged?: string;
}

/** Where a change takes place; with it, rules that look at other resources decide too. */
interface Surroundings {
  azure: AzureState;
  /** ARM id of the resource. */
  id: string;
}

/**
 * What becomes of a resource whose inputs change.
 *
 * @param token type token; of a type that the table does not have, nothing is judged, and it is said
 */
export function judgeChange(
  token: string,
  before: JsonObject,
  after: JsonObject,
  surroundings?: Surroundings,
): JudgedChange {
  const type = withoutVersion(token);
  const facts = providerTable[type];
  if (!facts) {
    const unjudged = `what Azure makes of a change of ${token} is not known here: this change was not judged`;
    return { replaces: [], refused: [], replacementKeepsName: false, unjudged };
  }
  const moved = facts.pathParameters.filter((path) => !same(before[path], after[path]));
  const judged: JudgedChange = {
    replaces: [...moved],
    refused: [],
    // Where the program gives no name, the provider makes up another one.
    replacementKeepsName: moved.length === 0 && facts.pathParameters.every((path) => after[path] !== undefined),
  };
  const decided: string[] = [];
  for (const rule of facts.changes) {
    for (const change of changesOf(rule, before, after, surroundings)) {
      if (decided.some((path) => overlaps(path, change.path)) || rule.when?.(change) === false) continue;
      decided.push(change.path);
      if (rule.becomes === "replaced") judged.replaces.push(change.path);
      if (rule.becomes === "refused") judged.refused.push(refusalOf(rule, change));
    }
  }
  const [first] = judged.replaces;
  if (first === undefined) return judged;
  // What is made anew takes any value; only its name can be in the way.
  const isKept = judged.replacementKeepsName && facts.keptName;
  return { ...judged, refused: isKept ? [nameIsKept(first, isKept, before)] : [] };
}

/** The old one goes first, and Azure keeps its name from the new one. */
function nameIsKept(path: string, kept: KeptName, inputs: JsonObject): RefusedChange {
  const days = kept.days(inputs, undefined);
  return {
    path,
    code: kept.code,
    reason: `the provider deletes the resource first, and Azure keeps its name for ${days} days`,
    way: "Give the new resource another name, so that it is made before the old one goes.",
    source: kept.source,
  };
}

/** Inputs of a type that make the provider replace a resource, as paths: what its id is made of, and what it never updates. */
export function immutablePaths(token: string): readonly string[] {
  const facts = providerTable[withoutVersion(token)];
  if (!facts) return [];
  const replacing = facts.changes.filter(({ becomes, when }) => becomes === "replaced" && !when);
  return [...facts.pathParameters, ...replacing.flatMap(({ paths }) => paths).filter((path) => !path.includes("[*]"))];
}

function refusalOf({ code, reason, way, source }: ChangeRule & { becomes: "refused" }, change: Change): RefusedChange {
  return { path: change.path, code, reason, way, source };
}

/** The properties of a rule that differ. */
function changesOf(rule: ChangeRule, from: JsonObject, to: JsonObject, surroundings?: Surroundings): Change[] {
  const unsaid = rule.unsaid;
  return rule.paths
    .flatMap((path) => pairsAt(from, to, path))
    .filter(({ path, before, after }) => {
      const name = path.slice(path.lastIndexOf(".") + 1);
      return !same({ [name]: before ?? unsaid ?? null }, { [name]: after ?? unsaid ?? null });
    })
    .map((pair) => ({ ...pair, from, to, ...surroundings }));
}

interface Pair {
  path: string;
  before: Json | undefined;
  after: Json | undefined;
}

/** Both values at a path; of `[*]` those elements that both lists have, by name where they have names. */
function pairsAt(from: Json | undefined, to: Json | undefined, path: string): Pair[] {
  let pairs: Pair[] = [{ path: "", before: from, after: to }];
  for (const step of path.split(".")) {
    const name = step.replace(/\[\*\]$/, "");
    pairs = pairs.map(({ path: at, before, after }) => ({
      path: at === "" ? name : `${at}.${name}`,
      before: isObject(before) ? before[name] : undefined,
      after: isObject(after) ? after[name] : undefined,
    }));
    if (step !== name) pairs = pairs.flatMap(elementsOf);
  }
  return pairs;
}

function elementsOf({ path, before, after }: Pair): Pair[] {
  const olds = Array.isArray(before) ? before : [];
  return (Array.isArray(after) ? after : []).flatMap((element, index) => {
    const name = isObject(element) ? element.name : undefined;
    const old = name === undefined ? olds[index] : olds.find((other) => isObject(other) && other.name === name);
    return old === undefined ? [] : [{ path: `${path}[${index}]`, before: old, after: element }];
  });
}

/** Azure tells neither the case of ids and regions apart, nor a region's display name from its name. */
function same(before: Json | undefined, after: Json | undefined): boolean {
  return JSON.stringify(plain(before ?? null)) === JSON.stringify(plain(after ?? null));
}

function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (isObject(value)) {
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => [key, key === "location" ? region(value[key]!) : plain(value[key]!)]),
    );
  }
  return typeof value === "string" && value.startsWith("/subscriptions/") ? value.toLowerCase() : value;
}

const region = (value: Json): Json => (typeof value === "string" ? value.toLowerCase().replaceAll(" ", "") : value);

const overlaps = (path: string, other: string): boolean => isAtOrBelow(path, other) || isAtOrBelow(other, path);
