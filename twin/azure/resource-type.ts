import { asObject, isObject, type Json, type JsonObject } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { resourceGroupId } from "./identifiers";
import type { AzureResource, AzureState } from "./state";

/** What a name may be. */
export interface NameRule {
  pattern: RegExp;
  /** The rule in words. */
  rule: string;
  /** Azure's code for a name that breaks it. */
  code: string;
}

/** A PUT of one resource, as a type's own checks see it. */
export interface AzureRequest {
  /** ARM id. */
  id: string;
  /** The resource's name in Azure. */
  name: string;
  inputs: JsonObject;
  state?: AzureState;
  /** What is there already under this id: the PUT is then an update. */
  existing?: AzureResource;
}

/** How Azure treats one type of resource. */
export interface AzureType {
  /** ARM's name of the type, for example `Microsoft.KeyVault/vaults`. */
  armType: string;
  /** The input that holds the name; left out, azure-native makes a name from the resource's. */
  nameInput: string;
  /** The name of what exists once in its parent, so that no input holds it. */
  fixedName?: string;
  nameRule: NameRule;
  /** ARM id of what must exist first. */
  parentId(inputs: JsonObject): string;
  /** The path from the parent's id to the name, for example `providers/Microsoft.KeyVault/vaults` or `agentPools`. */
  segment: string;
  /** Inputs without which Azure refuses the request, as paths. */
  required: readonly string[];
  /** Azure's code for a missing required property. Default: `InvalidRequestContent`. */
  requiredCode?: string;
  /** The name is unique in all of Azure: the kind of name, and how Azure refuses one that is taken. */
  globalName?: { kind: string; code: string; taken(name: string): string };
  /** Rules of the type's own. */
  check?(request: AzureRequest): void;
  /** What Azure adds to the inputs. */
  outputs(request: AzureRequest): JsonObject;
}

/** A provider function. */
export type AzureFunction = (args: JsonObject, state?: AzureState) => JsonObject;

/** The parent of most resources: their resource group. */
export function inResourceGroup(inputs: JsonObject): string {
  return resourceGroupId(textAt(inputs, "resourceGroupName"));
}

/** The parent of a resource that stands inside another one of its resource group. */
export function inside(path: string, parentInput: string): (inputs: JsonObject) => string {
  return (inputs) => `${inResourceGroup(inputs)}/providers/${path}/${textAt(inputs, parentInput)}`;
}

/** The value at a dotted path; undefined where the path ends early. */
export function valueAt(object: JsonObject, path: string): Json | undefined {
  let at: Json | undefined = object;
  for (const key of path.split(".")) {
    if (!isObject(at)) return undefined;
    at = at[key];
  }
  return at;
}

/** The object at a dotted path; an empty one where there is none. */
export function objectAt(object: JsonObject, path: string): JsonObject {
  return asObject(valueAt(object, path));
}

/** The objects of the list at a dotted path; none where there is no list. */
export function objectsAt(object: JsonObject, path: string): JsonObject[] {
  return asObjects(valueAt(object, path));
}

/** The objects of a list; none where there is no list. */
export function asObjects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter((item) => isObject(item)) : [];
}

/** The text at a dotted path; Azure refuses a request without it. */
export function textAt(object: JsonObject, path: string): string {
  const value = valueAt(object, path);
  if (typeof value === "string" && value !== "") return value;
  throw new AzureError("InvalidRequestContent", `The required property '${path}' is missing.`, path);
}
