import { addressRules } from "@breakwater/cidr";
import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native/keyvault";
import { ArgumentCheck, integerBetween } from "../validation";
import { entraId } from "./formats";
import { secretName as validSecretName, vaultName } from "./names";
import { type PlacementArgs, validPlacement } from "./placement";
import { hostSuffixes } from "./private-link";
import { createVaultSecret } from "./vault-secret";

/** What `SecretVault` takes. */
export interface SecretVaultArgs extends PlacementArgs {
  /**
   * Name, unique in all of Azure: 3 to 24 characters. A deleted vault keeps its name for `softDeleteDays`, so a part of it
   * should be random.
   */
  vaultName: pulumi.Input<string>;
  /** Entra ID tenant whose identities may be granted access. */
  tenantId: pulumi.Input<string>;
  /** Whether a deleted vault stays restorable for `softDeleteDays`, whoever asks. It can never be switched off again. */
  purgeProtection: pulumi.Input<boolean>;
  /** Days for which a deleted vault or secret can be restored, 7 to 90. Azure never lets a live vault's number change. */
  softDeleteDays: pulumi.Input<number>;
  /**
   * Public addresses and networks that may reach the vault; empty for none, which leaves private endpoints. Default: all, for
   * whoever Azure's roles let in.
   */
  allowedIpRanges?: string[];
  /**
   * Secrets that the vault holds from the start, value by name. Names are 1 to 127 letters, digits and hyphens. One that is left
   * out later stays in the vault.
   */
  secrets?: Record<string, pulumi.Input<string>>;
}

/** A key vault whose readers are granted by Azure roles; it has no access policies. */
export class SecretVault extends pulumi.ComponentResource {
  /** Azure id of the vault: the scope of its readers' roles. */
  public readonly id: pulumi.Output<string>;
  /** Name of the vault, known once it exists. */
  public readonly vaultName: pulumi.Output<string>;
  /** Address of the vault, `https://<name>.vault.azure.net/`. */
  public readonly uri: pulumi.Output<string>;

  constructor(name: string, args: SecretVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    const { secrets = {}, ...plain } = args;
    // A component's inputs stand in the state: even a secret that came as plain text must not stand there in clear.
    super("breakwater:azure:SecretVault", name, { ...plain, secrets: pulumi.secret(secrets) }, opts);
    const check = new ArgumentCheck("SecretVault", name);
    const validName = check.input("vaultName", args.vaultName, vaultName);
    const tenantId = check.input("tenantId", args.tenantId, entraId);
    const softDeleteDays = check.input("softDeleteDays", args.softDeleteDays, integerBetween(7, 90));
    const { allowedIpRanges } = args;
    check.each("allowedIpRanges", allowedIpRanges ?? [], addressRules.firewallRange);
    for (const key of Object.keys(secrets)) check.input(`secrets[${JSON.stringify(key)}]`, key, validSecretName);
    const { resourceGroupName, location, tags } = validPlacement(check, args);
    check.throwProblems();
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    const vault = new azure.Vault(
      name,
      {
        resourceGroupName,
        vaultName: validName,
        location,
        tags,
        properties: {
          tenantId,
          sku: { family: "A", name: "standard" },
          enableRbacAuthorization: true,
          enableSoftDelete: true,
          softDeleteRetentionInDays: softDeleteDays,
          // Azure refuses `false`: protection is either on or not mentioned.
          enablePurgeProtection: pulumi.output(args.purgeProtection).apply((on) => (on ? true : undefined)),
          publicNetworkAccess: allowedIpRanges?.length === 0 ? "Disabled" : "Enabled",
          ...(allowedIpRanges === undefined ? {} : firewall(allowedIpRanges)),
        },
      },
      childOptions,
    );

    for (const [secretName, value] of Object.entries(secrets)) {
      createVaultSecret(
        `${name}-${secretName}`,
        { resourceGroupName, vaultName: vault.name, secretName, tags, value },
        pulumi.mergeOptions(childOptions, { deletedWith: vault }),
      );
    }

    this.id = vault.id;
    this.vaultName = vault.name;
    this.uri = pulumi.interpolate`https://${vault.name}.${hostSuffixes.vault}/`;
    this.registerOutputs({ id: this.id, vaultName: this.vaultName, uri: this.uri });
  }
}

const firewall = (allowedIpRanges: string[]) => ({
  networkAcls: {
    defaultAction: "Deny",
    // Azure Resource Manager, through which this program writes secrets, counts as a trusted service.
    bypass: "AzureServices",
    ipRules: allowedIpRanges.map((value) => ({ value })),
  },
});
