import type * as pulumi from "@pulumi/pulumi";
import * as managedidentity from "@pulumi/azure-native/managedidentity";

/**
 * Ids that Entra ID gives an identity. Asked of Azure, not read from the resource: in the preview of a change to the identity, as of a
 * tag, its answers are unknown, and every grant would look about to be replaced.
 */
export function identityIds(
  identity: managedidentity.UserAssignedIdentity,
  resourceGroupName: pulumi.Input<string>,
  parent: pulumi.Resource,
): { principalId: pulumi.Output<string>; clientId: pulumi.Output<string> } {
  const { principalId, clientId } = managedidentity.getUserAssignedIdentityOutput(
    { resourceGroupName, resourceName: identity.name },
    { parent },
  );
  return { principalId, clientId };
}
