import { AzureError } from "./error";
import { valueAt } from "./resource-type";
import type { AzureResource, AzureState } from "./state";
import { findResource } from "./state";

/** Key Vault Administrator and Key Vault Secrets Officer: the roles that may delete a secret (Azure's built-in roles). */
const secretRoles = ["00482a5a-887f-4fb3-b363-3b7fe8e74483", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"];
const page = "https://github.com/pulumi/pulumi-azure-native/issues/2374";

/**
 * A secret is deleted at the vault's own address: the deployer needs a way to it, and a role for data.
 *
 * @throws AzureError `Forbidden`
 */
export function checkVaultAccess(secret: AzureResource, azure: AzureState): void {
  const vaultId = secret.id.slice(0, secret.id.lastIndexOf("/secrets/"));
  const vault = findResource(azure, vaultId);
  if (!vault) return;
  const name = vaultId.slice(vaultId.lastIndexOf("/") + 1);
  if (valueAt(vault.inputs, "properties.publicNetworkAccess") === "Disabled") {
    refuse(
      `Public network access is disabled and request is not from a trusted service nor via an approved private link. Vault: ${name}`,
      "Keep the secret in the vault (`retainOnDelete`), or delete it from inside the network.",
    );
  }
  if (valueAt(vault.inputs, "properties.networkAcls.defaultAction") === "Deny") {
    refuse(
      `Client address is not authorized and caller is not a trusted service. Vault: ${name}`,
      "Keep the secret in the vault (`retainOnDelete`), or add this address to the vault's firewall.",
    );
  }
  const { objectId } = azure.deployer;
  if (valueAt(vault.inputs, "properties.enableRbacAuthorization") === true && !hasRole(azure, vaultId, objectId)) {
    refuse(
      `Caller is not authorized to perform action on resource. Action: 'Microsoft.KeyVault/vaults/secrets/delete'. Vault: ${name}`,
      `Keep the secret in the vault (\`retainOnDelete\`), or give ${objectId} the role Key Vault Secrets Officer.`,
    );
  }
}

function hasRole(azure: AzureState, vaultId: string, objectId: string): boolean {
  return [...azure.resources.values()].some(
    ({ token, inputs }) =>
      token === "azure-native:authorization:RoleAssignment" &&
      inputs.principalId === objectId &&
      vaultId.toLowerCase().startsWith(String(inputs.scope).toLowerCase().replace(/\/$/, "")) &&
      secretRoles.some((role) => String(inputs.roleDefinitionId).toLowerCase().endsWith(role)),
  );
}

function refuse(detail: string, way: string): never {
  throw new AzureError("Forbidden", detail, undefined, { way, source: page });
}
