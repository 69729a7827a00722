import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  isObject,
  type Json,
  type JsonObject,
  type Plan,
  type PlanResource,
  unknownMark,
} from "@breakwater/plan-views";
import { readPrograms } from "../../policy-cases/read-programs";

/** Numbers from 0 to 1 that look like chance and are the same for a seed (mulberry32). */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const drawn = <Item>(items: readonly Item[], chance: () => number): Item | undefined =>
  items[Math.floor(chance() * items.length)];

const golden = (stack: string) =>
  JSON.parse(readFileSync(join(__dirname, `../../golden/${stack}.json`), "utf8")) as Plan;
const whole: readonly Plan[] = [
  ...["dev", "prod"].map(golden),
  ...readPrograms().flatMap(({ cases }) => cases.map(({ plan }) => plan)),
];

/** What rules are about. */
const isJudged = ({ type }: PlanResource): boolean => /^(azure-native|azuread|kubernetes):/.test(type);

/** Resources that a Plan has about. */
const most = 8;

/** A few resources of a golden Plan or of a foreign program, in a Plan of their own. */
export function somePlan(chance: () => number): Plan {
  // Squared, so that the golden Plans, which come first and have the most kinds, come often.
  const from = whole[Math.floor(chance() ** 2 * whole.length)]!;
  const judged = from.resources.filter(isJudged);
  return structuredClone({ ...from, resources: judged.filter(() => chance() < most / judged.length) });
}

/** One value in a resource. */
interface Place {
  of: Json[] | JsonObject;
  key: string | number;
  /** Of the resource, and of the value in it, for messages. */
  path: string;
  old: Json;
}

function placesIn(value: Json, path: string): Place[] {
  if (!isObject(value) && !Array.isArray(value)) return [];
  return [...(Array.isArray(value) ? value.keys() : Object.keys(value))].flatMap((key) => {
    const old = (value as JsonObject)[key]!;
    const place = { of: value, key, path: `${path}.${key}`, old };
    return [place, ...placesIn(old, place.path)];
  });
}

/** A value of a Plan, drawn at random: first a resource, then a value in it. `undefined` for a Plan without any. */
export function placeIn({ resources }: Plan, chance: () => number): Place | undefined {
  const resource = drawn(resources, chance);
  return resource && drawn(placesIn(resource.inputs, resource.urn), chance);
}

/** Puts a value at a place; `undefined` takes away what is there. */
export function changed({ of, key }: Place, value: Json | undefined): void {
  if (value !== undefined) (of as JsonObject)[key] = value;
  else if (Array.isArray(of)) of.splice(key as number, 1);
  else Reflect.deleteProperty(of, key);
}

const values: readonly Json[] = [
  ...[0, -1, 1.5, "", "x", "1", "[secret]", true, false],
  ...[[], {}, [null], ["x"], [[]], [{}], { x: "y" }, { 0: {} }],
];

/** A value of a kind that a field never takes where it takes the old one: a list for an object or a single value, an object for a list. */
export const strangeValue = (old: Json): Json => (Array.isArray(old) ? { x: 7 } : isObject(old) ? [7] : [{ x: 1 }]);

/** A Plan of which a few fields are wrong. */
export function wrongPlan(seed: number): Plan {
  const chance = chanceOf(seed);
  const plan = somePlan(chance);
  for (let changes = 1 + Math.floor(chance() * 4); changes > 0; changes -= 1) {
    const place = placeIn(plan, chance);
    if (place !== undefined) changed(place, drawn([null, unknownMark, undefined, drawn(values, chance)!], chance));
  }
  return plan;
}
