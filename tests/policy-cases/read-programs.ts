import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type Json, type JsonObject, type Plan, type PlanResource } from "@breakwater/plan-views";
import { parse } from "yaml";
import { planOfManifests } from "../../twin/plan/read-manifests";
import type { PolicyCase, Wanted } from "./policy-case";

const folder = join(__dirname, "programs");

/** Kind of the cases in which a whole program is correct. */
const correctKind = "whole foreign programs";

/** A resource that is no manifest: of Azure, a chart, or an object with options of Pulumi. */
interface Declared {
  type: string;
  name: string;
  properties: JsonObject;
  options?: PlanResource["options"];
}

/** A way to break a program. The page of the corpus describes it. */
interface Broken {
  says: string;
  kind: string;
  /** By object, as `Deployment shop`: values by JSON pointer; `null` takes the property away. */
  change?: Record<string, Record<string, Json>>;
  add?: (JsonObject | Declared)[];
  without?: string[];
  finds: (Omit<Wanted, "resource"> & { on: string | string[] })[];
}

/** A file of the corpus. */
interface Program {
  says: string;
  stack?: string;
  config?: Record<string, unknown>;
  outputs?: JsonObject;
  objects: (JsonObject | Declared)[];
  broken: Broken[];
}

/** The programs of the corpus as cases: each as it stands, in which nothing may be found, and each way in which it is broken. */
export function readPrograms(): { file: string; cases: PolicyCase[] }[] {
  const parts = readFileSync(join(folder, "parts.yaml"), "utf8");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml") && file !== "parts.yaml")
    .sort()
    .map((file) => {
      // Anchors hold within one document: the parts are read with every program.
      const program = parse(`${parts}\n${readFileSync(join(folder, file), "utf8")}`, { merge: true }) as Program;
      const name = file.replace(/\.yaml$/, "");
      return { file, cases: [caseOf(name, program), ...program.broken.map((broken) => caseOf(name, program, broken))] };
    });
}

function caseOf(name: string, program: Program, broken?: Broken): PolicyCase {
  const plan = planOf(program, broken?.add);
  for (const id of broken?.without ?? []) plan.resources.splice(plan.resources.indexOf(named(plan, id)), 1);
  for (const [id, values] of Object.entries(broken?.change ?? {}))
    for (const [pointer, value] of Object.entries(values)) setAt(named(plan, id).inputs, pointer, value);
  const findings = (broken?.finds ?? []).map(({ on, ...wanted }) => ({
    ...wanted,
    resource: [on].flat().map((id) => named(plan, id).urn),
  }));
  return {
    name: broken === undefined ? name : `${name}: ${broken.says}`,
    kind: broken?.kind ?? correctKind,
    says: broken?.says ?? program.says,
    plan,
    ...(program.config && { config: program.config }),
    expect: { findings, clean: "all", noErrors: true },
  };
}

function planOf({ objects, stack = "prod", outputs = {} }: Program, more: Program["objects"] = []): Plan {
  // By way of text, so that what two objects have by one anchor is changed in one of them only.
  const all = JSON.parse(JSON.stringify([...objects, ...more])) as Program["objects"];
  const isDeclared = (object: JsonObject | Declared): object is Declared => "type" in object && "properties" in object;
  const manifests = all.filter((object): object is JsonObject => !isDeclared(object));
  const plan = planOfManifests(manifests, { project: "foreign", stack });
  const declared = all.filter(isDeclared).map(({ type, name, properties, options = {} }): PlanResource => ({
    urn: `urn:pulumi:${stack}::foreign::${type}::${name}`,
    type,
    name,
    custom: true,
    dependencies: [],
    inputs: properties,
    outputs: {},
    options,
  }));
  return { ...plan, outputs, resources: [...plan.resources, ...declared] };
}

/** The only resource of a kind and a name, given as `Deployment shop` or `Deployment web/shop`. */
function named({ resources }: Plan, id: string): PlanResource {
  const [kind, name] = id.split(" ") as [string, string];
  const found = resources.filter(
    (resource) => resource.type.endsWith(`:${kind}`) && (resource.name === name || resource.name.endsWith(`/${name}`)),
  );
  if (found.length !== 1) throw new Error(`${found.length} resources are called ${id}`);
  return found[0]!;
}

/** Sets what a JSON pointer (RFC 6901) leads to; `-` is the place after the end of a list. */
function setAt(object: JsonObject, pointer: string, value: Json): void {
  const keys = pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = keys.pop()!;
  let at: Json = object;
  for (const key of keys) {
    const next: Json | undefined = Array.isArray(at) ? at[Number(key)] : isObject(at) ? (at[key] ??= {}) : undefined;
    if (next === undefined) throw new Error(`${pointer} leads nowhere`);
    at = next;
  }
  if (Array.isArray(at)) at.splice(last === "-" ? at.length : Number(last), 1, ...(value === null ? [] : [value]));
  else if (!isObject(at)) throw new Error(`${pointer} leads nowhere`);
  else if (value === null) Reflect.deleteProperty(at, last);
  else at[last] = value;
}
