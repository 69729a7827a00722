import { AzureError } from "./error";
import { asAssignment, type Assignment, covers, denies, denyingAssignments } from "./policy-assignments";
import { resourcePolicies } from "./policy-definitions";
import type { AzureRequest, AzureType } from "./resource-type";

/**
 * What Azure Policy makes of a request: a resource that an assignment in force forbids is refused, and an assignment whose effect its
 * definition does not have. Assignments are looked at that are there; what is there when an assignment comes is looked at then. In
 * one program the two come in any order, and an assignment takes effect minutes after it was made: Azure takes the first `up`
 * by luck, and refuses the next change.
 *
 * @throws AzureError `RequestDisallowedByPolicy`
 */
export function checkPolicies({ armType }: AzureType, request: AzureRequest): void {
  const { id, name, inputs, state } = request;
  if (armType === "Microsoft.Authorization/policyAssignments") {
    checkAssigned(request);
    return;
  }
  if (!state) return;
  for (const assignment of denyingAssignments(state, id)) {
    const policy = resourcePolicies[assignment.definition];
    if (policy?.armType === armType && policy.breaks(inputs)) refuse(name, assignment);
  }
}

function checkAssigned({ id, inputs, state }: AzureRequest): void {
  const assignment = asAssignment({ id, inputs });
  const policy = resourcePolicies[assignment.definition];
  if (policy === undefined) return;
  if (!policy.effects.some((effect) => effect.toLowerCase() === assignment.effect.toLowerCase())) {
    throw new AzureError(
      "InvalidPolicyParameters",
      `The value '${assignment.effect}' of the parameter 'effect' is not allowed; of '${policy.displayName}' it is one of ${policy.effects.join(", ")}.`,
      "parameters.effect",
    );
  }
  if (!state || !denies(assignment)) return;
  const segment = `/providers/${policy.armType}/`.toLowerCase();
  for (const resource of state.resources.values()) {
    const [, name = ""] = resource.id.toLowerCase().split(segment);
    if (name === "" || name.includes("/") || !covers(inputs, resource.id) || !policy.breaks(resource.inputs)) continue;
    refuse(resource.id.slice(resource.id.lastIndexOf("/") + 1), assignment);
  }
}

function refuse(name: string, { id, displayName, definitionId }: Assignment): never {
  const identifiers = [
    { policyAssignment: { name: displayName, id }, policyDefinition: { name: displayName, id: definitionId } },
  ];
  throw new AzureError(
    "RequestDisallowedByPolicy",
    `Resource '${name}' was disallowed by policy. Policy identifiers: '${JSON.stringify(identifiers)}'.`,
    undefined,
    {
      way: "Change the resource, or assign the policy with the effect Audit.",
      source:
        "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy",
    },
  );
}
