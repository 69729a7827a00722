/**
 * The Plan: everything that the program registers, as plain JSON. It is the one thing that every verb reads, and a public
 * contract: `plan.schema.json` in twin/plan describes it, and its `version` changes when its shape does. The compiler holds the schema
 * that a Plan is checked with to these types.
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Whether a value is an object, not a list. */
export function isObject(value: Json | undefined): value is JsonObject;
export function isObject(value: unknown): value is Record<string, unknown>;
export function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value where it is an object, else one without properties. */
export const asObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** What stands in a Plan wherever the program has a secret. */
export const secretMark = "[secret]";

/** What stands in the Plan of a preview wherever a value is known only once the resource is there. */
export const unknownMark = "[unknown]";

/** The options of a resource that matter to a reader of the Plan; absent where they are not set. */
export interface PlanOptions {
  protect?: boolean;
  ignoreChanges?: string[];
  deleteBeforeReplace?: boolean;
  retainOnDelete?: boolean;
  /** URN of the resource with which it goes: while that is deleted too, nobody asks for its own deletion. */
  deletedWith?: string;
  aliases?: string[];
}

/** One registered resource or component. */
export interface PlanResource {
  urn: string;
  /** Pulumi's own type token, for example `azure-native:containerservice:AgentPool`. */
  type: string;
  name: string;
  /** URN of the parent; absent for the stack itself. */
  parent?: string;
  /** `true`: a provider's resource; `false`: a component. */
  custom: boolean;
  /** URN of the explicit provider; absent for default providers. */
  provider?: string;
  /** URNs, sorted. */
  dependencies: string[];
  inputs: JsonObject;
  outputs: JsonObject;
  options: PlanOptions;
}

export interface Plan {
  version: 1;
  project: string;
  stack: string;
  /** In a stable order: parents before children, siblings by URN. */
  resources: PlanResource[];
  /** The stack's outputs. */
  outputs: JsonObject;
}
