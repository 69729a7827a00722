import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native/keyvault";
import type { PlacementArgs } from "./placement";

/** What a secret of a vault is. */
export interface VaultSecretArgs extends Pick<PlacementArgs, "resourceGroupName" | "tags"> {
  vaultName: pulumi.Input<string>;
  /** 1 to 127 letters, digits and hyphens. */
  secretName: string;
  value: pulumi.Input<string>;
}

/**
 * A secret that is written through Azure Resource Manager, so whoever deploys needs no role that reads secrets, and no way to
 * the vault's own address.
 *
 * Resource Manager has no DELETE for it: azure-native sends that to the vault itself (pulumi/pulumi-azure-native#2374), which
 * answers 403 to whoever has no role there and to whoever comes from outside a private network. So the program never deletes
 * one: it goes with its vault, and what leaves the settings stays in the vault. Nor is it ever protected, which would refuse
 * that it leaves the program.
 */
export function createVaultSecret(
  name: string,
  { resourceGroupName, tags, vaultName, secretName, value }: VaultSecretArgs,
  opts: pulumi.CustomResourceOptions,
): azure.Secret {
  return new azure.Secret(
    name,
    { resourceGroupName, vaultName, secretName, tags, properties: { value: pulumi.secret(value) } },
    pulumi.mergeOptions(opts, { retainOnDelete: true, protect: false }),
  );
}
