import { AzureError } from "./error";
import { deployerClientId, deployerObjectId, guidOf, isGuid, subscriptionId, tenantId } from "./identifiers";
import { principalOf } from "./managedidentity";
import { textAt } from "./resource-type";
import type { AzureFunction, AzureRequest, AzureType } from "./resource-type";
import type { AzureState } from "./state";

const roleDefinition = /^(\/subscriptions\/[^/]+)?\/providers\/Microsoft\.Authorization\/roleDefinitions\/([^/]+)$/i;

/** Role assignments. */
export const authorization: Record<string, AzureType> = {
  "azure-native:authorization:RoleAssignment": {
    armType: "Microsoft.Authorization/roleAssignments",
    nameInput: "roleAssignmentName",
    nameRule: {
      pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
      rule: "a GUID",
      code: "InvalidRoleAssignmentId",
    },
    parentId: (inputs) => textAt(inputs, "scope").replace(/\/$/, ""),
    segment: "providers/Microsoft.Authorization/roleAssignments",
    required: ["scope", "principalId", "roleDefinitionId"],
    check: checkAssignment,
    outputs: ({ inputs }) => ({ principalType: inputs.principalType ?? "User" }),
  },
};

function checkAssignment({ id, inputs, state }: AzureRequest): void {
  const { principalId, roleDefinitionId, principalType } = inputs;
  if (!isGuid(principalId)) {
    throw new AzureError(
      "InvalidPrincipalId",
      `The principal ID '${String(principalId)}' is not valid. Principal ID must be a GUID.`,
      "principalId",
    );
  }
  const role = roleDefinition.exec(String(roleDefinitionId))?.[2];
  if (role === undefined || !isGuid(role)) {
    throw new AzureError(
      "InvalidRoleDefinitionId",
      `The role definition ID '${String(roleDefinitionId)}' is not valid.`,
      "roleDefinitionId",
    );
  }
  if (!state) return;
  // Entra ID knows a new identity only after a while; with a type given, Azure does not look it up.
  if (principalType === undefined && isNewIdentity(state, String(principalId))) {
    throw new AzureError(
      "PrincipalNotFound",
      `Principal ${String(principalId)} does not exist in the directory yet: set principalType to ServicePrincipal for a new identity.`,
      "principalType",
    );
  }
  const folder = id.slice(0, id.lastIndexOf("/") + 1).toLowerCase();
  const same = [...state.resources.values()].some(
    (other) =>
      other.id.toLowerCase().startsWith(folder) &&
      other.id.toLowerCase() !== id.toLowerCase() &&
      other.inputs.principalId === principalId &&
      roleDefinition.exec(String(other.inputs.roleDefinitionId))?.[2] === role,
  );
  if (same)
    throw new AzureError("RoleAssignmentExists", "The role assignment already exists: same scope, principal and role.");
}

function isNewIdentity(state: AzureState, principalId: string): boolean {
  return [...state.resources.values()].some(({ id }) => principalOf(id).principalId === principalId);
}

/** Functions about who is signed in. */
export const authorizationFunctions: Record<string, AzureFunction> = {
  "azure-native:authorization:getClientConfig": (_, state) => ({
    clientId: deployerClientId,
    objectId: state?.deployer.objectId ?? deployerObjectId,
    subscriptionId,
    tenantId,
  }),
  "azure-native:authorization:getClientToken": () => ({ token: guidOf("token") }),
};
