import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isObject, type JsonObject, type Plan, type PlanResource } from "@breakwater/plan-views";
import { parseAllDocuments } from "yaml";
import { readText } from "../files";
import { PlanFileError } from "./read-plan";

/** Stands for the standard input. */
const stdin = "-";

/**
 * A Plan of Kubernetes manifests, such as `helm template` and `kubectl kustomize` print. It has no Azure resource, so that rules about pools have
 * nothing to judge.
 *
 * @param place a file, a folder, whose files `*.yaml`, `*.yml` and `*.json` are read with those of its folders, or `-` for the standard input
 * @param stack as which the objects are judged
 * @throws PlanFileError that names the file, the document and what is wrong with it
 */
export function readManifests(place: string, stack: string): Plan {
  const objects = filesOf(place).flatMap((file) => objectsOf(textOf(file), file === stdin ? "standard input" : file));
  if (objects.length === 0) throw new PlanFileError(`${place}: has no Kubernetes object`);
  return planOfManifests(objects, { project: "manifests", stack });
}

/** A Plan of Kubernetes objects. Where several have one kind, namespace and name, the last is taken, as `kubectl apply` leaves it. */
export function planOfManifests(
  objects: readonly JsonObject[],
  { project, stack }: { project: string; stack: string },
): Plan {
  const resources = new Map(
    objects.map((object) => {
      const resource = resourceOf(object, { project, stack });
      return [resource.urn, resource];
    }),
  );
  return { version: 1, project, stack, resources: [...resources.values()], outputs: {} };
}

function resourceOf(object: JsonObject, { project, stack }: { project: string; stack: string }): PlanResource {
  const { apiVersion, kind } = object as { apiVersion: string; kind: string };
  const { name, namespace } = object.metadata as { name?: string; generateName?: string; namespace?: string };
  const named = name ?? String((object.metadata as JsonObject).generateName ?? kind.toLowerCase());
  const type = `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
  const id = namespace === undefined ? named : `${namespace}/${named}`;
  return {
    urn: `urn:pulumi:${stack}::${project}::${type}::${id}`,
    type,
    name: id,
    custom: true,
    dependencies: [],
    inputs: object,
    outputs: {},
    options: {},
  };
}

function filesOf(place: string): string[] {
  if (place === stdin || !statSync(place, { throwIfNoEntry: false })?.isDirectory()) return [place];
  const files = readdirSync(place, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.(ya?ml|json)$/.test(file),
  );
  return files.sort().map((file) => join(place, file));
}

const textOf = (file: string): string =>
  file === stdin ? readFileSync(0, "utf8") : readText(file, (problem) => new PlanFileError(`${file}: ${problem}`));

/** The objects of a text with YAML documents; those of a List one by one. */
function objectsOf(text: string, file: string): JsonObject[] {
  const documents = parseAllDocuments(text, { merge: true });
  return [...documents].flatMap((document, index) => {
    const place = `${file}: document ${index + 1}`;
    const [problem] = document.errors;
    if (problem) throw new PlanFileError(`${place} is no YAML: ${problem.message.split("\n")[0]}`);
    const value: unknown = document.toJS();
    return value === null || value === undefined ? [] : itemsOf(value, place);
  });
}

function itemsOf(value: unknown, place: string): JsonObject[] {
  if (!isObject(value)) throw new PlanFileError(`${place} is no object with apiVersion, kind and metadata`);
  for (const property of ["apiVersion", "kind"]) {
    if (typeof value[property] !== "string")
      throw new PlanFileError(
        `${place}: ${property} = ${JSON.stringify(value[property])} must be a text, as of every Kubernetes object`,
      );
  }
  if (Array.isArray(value.items) && String(value.kind).endsWith("List"))
    return value.items.flatMap((item, index) => itemsOf(item, `${place}, items[${index}]`));
  if (!isObject(value.metadata))
    throw new PlanFileError(`${place}: metadata = ${JSON.stringify(value.metadata)} must be an object`);
  return [value as JsonObject];
}
