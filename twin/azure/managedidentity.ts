import { AzureError } from "./error";
import { guidOf, resourceGroupId, tenantId } from "./identifiers";
import { inResourceGroup, inside, textAt } from "./resource-type";
import type { AzureFunction, AzureRequest, AzureType } from "./resource-type";
import { findResource } from "./state";

/** Azure's limit of federated credentials on one identity. */
const credentialsPerIdentity = 20;

/** Object id of an identity's service principal, and the application id that it signs in with. */
export function principalOf(identityId: string): { principalId: string; clientId: string } {
  return { principalId: guidOf(`${identityId}/principal`), clientId: guidOf(`${identityId}/client`) };
}

/** User-assigned identities and their federated credentials. */
export const managedidentity: Record<string, AzureType> = {
  "azure-native:managedidentity:UserAssignedIdentity": {
    armType: "Microsoft.ManagedIdentity/userAssignedIdentities",
    nameInput: "resourceName",
    nameRule: {
      pattern: /^[a-zA-Z0-9][\w-]{2,127}$/,
      rule: "3 to 128 letters, digits, '-' and '_', beginning with a letter or digit",
      code: "InvalidResourceName",
    },
    parentId: inResourceGroup,
    segment: "providers/Microsoft.ManagedIdentity/userAssignedIdentities",
    required: [],
    outputs: ({ id }) => ({ ...principalOf(id), tenantId }),
  },
  "azure-native:managedidentity:FederatedIdentityCredential": {
    armType: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    nameInput: "federatedIdentityCredentialResourceName",
    nameRule: {
      pattern: /^[a-zA-Z0-9][\w-]{2,119}$/,
      rule: "3 to 120 letters, digits, '-' and '_', beginning with a letter or digit",
      code: "InvalidResourceName",
    },
    parentId: inside("Microsoft.ManagedIdentity/userAssignedIdentities", "resourceName"),
    segment: "federatedIdentityCredentials",
    required: ["issuer", "subject", "audiences"],
    requiredCode: "BadRequest",
    check: checkCredential,
    outputs: () => ({}),
  },
};

/** What a GET of an identity answers; without a state it is taken to exist. */
export const identityFunctions: Record<string, AzureFunction> = {
  "azure-native:managedidentity:getUserAssignedIdentity": (args, state) => {
    const name = textAt(args, "resourceName");
    const group = resourceGroupId(textAt(args, "resourceGroupName"));
    const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
    const identity = state && findResource(state, id);
    if (state && !identity) throw new AzureError("ResourceNotFound", `The Resource '${id}' was not found.`);
    return { ...identity?.inputs, id, name, ...principalOf(identity?.id ?? id), tenantId };
  },
};

function checkCredential({ id, inputs, state }: AzureRequest): void {
  const { issuer, subject, audiences } = inputs;
  if (typeof issuer !== "string" || !issuer.startsWith("https://")) {
    throw new AzureError("BadRequest", `The issuer must be an https address; it is '${String(issuer)}'.`, "issuer");
  }
  if (!Array.isArray(audiences) || audiences.length !== 1) {
    throw new AzureError(
      "BadRequest",
      `Exactly one audience is allowed; there are ${Array.isArray(audiences) ? audiences.length : 0}.`,
      "audiences",
    );
  }
  const folder = id.slice(0, id.lastIndexOf("/") + 1).toLowerCase();
  const others = [...(state?.resources.values() ?? [])].filter(
    (other) => other.id.toLowerCase().startsWith(folder) && other.id.toLowerCase() !== id.toLowerCase(),
  );
  if (others.some((other) => other.inputs.issuer === issuer && other.inputs.subject === subject)) {
    throw new AzureError(
      "Conflict",
      `Issuer and subject combination already exists for this Managed Identity: '${issuer}', '${String(subject)}'.`,
      "subject",
    );
  }
  if (others.length >= credentialsPerIdentity) {
    throw new AzureError(
      "BadRequest",
      `An identity has at most ${credentialsPerIdentity} federated credentials; this one would be one more.`,
    );
  }
}
