import type { JsonObject } from "@breakwater/plan-views";
import { valueAt } from "./resource-type";
import { withoutVersion } from "./resource-types";
import type { AzureResource, AzureState } from "./state";

/** An assignment of a built-in definition, as what it holds for is judged by. */
export interface Assignment {
  id: string;
  displayName: string;
  /** GUID of the definition or initiative. */
  definition: string;
  definitionId: string;
  effect: string;
  /** The values of its parameters. */
  parameters: JsonObject;
}

const assignmentToken = "azure-native:authorization:PolicyAssignment";

/** An assignment with its effect, which is `Audit` where it names none: every definition that is judged here has that default. */
export function asAssignment({ id, inputs }: Pick<AzureResource, "id" | "inputs">): Assignment {
  const definitionId = String(inputs.policyDefinitionId);
  return {
    id,
    displayName: typeof inputs.displayName === "string" ? inputs.displayName : id.slice(id.lastIndexOf("/") + 1),
    definition: definitionId.slice(definitionId.lastIndexOf("/") + 1).toLowerCase(),
    definitionId,
    effect: String(valueAt(inputs, "parameters.effect.value") ?? "Audit"),
    parameters: valuesOf(inputs),
  };
}

/** Assignments that refuse what breaks them, for a resource with an ARM id: those on it and on what it stands in. */
export const denyingAssignments = (state: AzureState, id: string): Assignment[] =>
  [...state.resources.values()]
    .filter(({ token, inputs }) => withoutVersion(token) === assignmentToken && covers(inputs, id))
    .map(asAssignment)
    .filter(denies);

/** Whether what breaks an assignment is refused. */
export const denies = ({ effect }: Assignment): boolean => effect.toLowerCase() === "deny";

/** Whether an assignment's scope has a resource in it. `DoNotEnforce` reports, whatever the effect. */
export function covers({ scope, notScopes, enforcementMode }: JsonObject, id: string): boolean {
  const excluded = Array.isArray(notScopes) ? notScopes : [];
  return enforcementMode !== "DoNotEnforce" && isIn(id, scope) && !excluded.some((other) => isIn(id, other));
}

function isIn(id: string, scope: unknown): boolean {
  const folder = `/${String(scope).replace(/^\/|\/$/g, "")}/`.toLowerCase();
  return `${id}/`.toLowerCase().startsWith(folder);
}

function valuesOf({ parameters }: JsonObject): JsonObject {
  const entries = Object.entries((parameters ?? {}) as Record<string, JsonObject>);
  return Object.fromEntries(
    entries.flatMap(([name, parameter]) => (parameter.value === undefined ? [] : [[name, parameter.value]])),
  );
}
