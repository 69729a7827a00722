import * as pulumi from "@pulumi/pulumi";
import { ArgumentCheck, matching } from "../validation";
import { typedCustomResource } from "./custom-resource";
import type { IClusterSecretStore, IExternalSecret } from "./custom-resource-types";
import { dnsLabel, httpUrl, secretKey, someText } from "./rules";

/** What `VaultSecrets` takes. */
export interface VaultSecretsArgs {
  /** Namespace of the Secret and of the service account. */
  namespace: pulumi.Input<string>;
  /** Address of the Azure Key Vault, `https://<name>.vault.azure.net/`. */
  vaultUri: pulumi.Input<string>;
  /** Entra ID tenant of the vault. */
  tenantId: pulumi.Input<string>;
  /**
   * Service account of the namespace in whose name the vault is read: annotated with the client id of an identity that holds
   * `Key Vault Secrets User` and trusts the account by a federated credential.
   */
  serviceAccountName: pulumi.Input<string>;
  /** Name of the Secret that is filled. */
  secretName: string;
  /** Secrets of the vault, by the key that each has in the Secret. */
  keys: Record<string, string>;
  /**
   * Further Secrets by name, each with its keys as `keys` has them: for who must not read the first one, and for what may be missing in the
   * vault, because a Secret is filled as a whole or not at all. Default: none.
   */
  otherSecrets?: Record<string, Record<string, string>>;
  /** Time between two readings of the vault, such as `1h` or `90s`. Default: `1h`. */
  refreshInterval?: string;
}

/** Every reading is a transaction of the vault, at $0.03 for 10,000. */
const defaultRefreshInterval = "1h";

/**
 * Brings secrets of a Key Vault into one Secret and keeps them fresh, without a password anywhere. The store can be used
 * from `namespace` alone, although its kind belongs to the cluster. Each object is called as its Secret or the component.
 */
export class VaultSecrets extends pulumi.ComponentResource {
  /** Name of the Secret. It is there some seconds after the operator has read the vault for the first time. */
  public readonly secretName: pulumi.Output<string>;

  constructor(name: string, args: VaultSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:VaultSecrets", name, args, opts);
    const { namespace, vaultUri, tenantId, serviceAccountName, refreshInterval } = validArgs(name, args);
    const childOptions = pulumi.mergeOptions(opts, { parent: this });
    const labels = { "app.kubernetes.io/part-of": "breakwater" };

    const store = typedCustomResource<IClusterSecretStore>(
      `${name}-store`,
      {
        apiVersion: "external-secrets.io/v1",
        kind: "ClusterSecretStore",
        metadata: { name, labels },
        spec: {
          // Else whoever may make an ExternalSecret anywhere could read the whole vault.
          conditions: [{ namespaces: [namespace] }],
          provider: {
            azurekv: {
              authType: "WorkloadIdentity",
              vaultUrl: vaultUri,
              tenantId,
              serviceAccountRef: { name: serviceAccountName, namespace },
            },
          },
        },
      },
      childOptions,
    );

    const externalSecret = (id: string, secretName: string, keys: Record<string, string>) =>
      typedCustomResource<IExternalSecret>(
        id,
        {
          apiVersion: "external-secrets.io/v1",
          kind: "ExternalSecret",
          metadata: { name: secretName, namespace, labels },
          spec: {
            refreshInterval,
            secretStoreRef: { kind: "ClusterSecretStore", name: store.metadata.name },
            // A secret that is gone from the vault stays in the pods: a slip there must not stop what runs here.
            target: { name: secretName, creationPolicy: "Owner", deletionPolicy: "Retain" },
            data: Object.entries(keys).map(([secretKeyName, key]) => ({
              secretKey: secretKeyName,
              remoteRef: { key },
            })),
          },
        },
        childOptions,
      );
    const secret = externalSecret(`${name}-secret`, args.secretName, args.keys);
    for (const [secretName, keys] of Object.entries(args.otherSecrets ?? {})) {
      externalSecret(`${name}-${secretName}`, secretName, keys);
    }

    this.secretName = secret.metadata.name;
    this.registerOutputs({ secretName: this.secretName });
  }
}

const vaultSecretName = matching(/^[0-9a-zA-Z-]{1,127}$/, "1 to 127 letters, digits and hyphens");

const interval = matching(/^([1-9]\d*h)?([1-9]\d*m)?([1-9]\d*s)?(?<=[hms])$/, "a time such as 1h, 5m or 90s");

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function validArgs(name: string, args: VaultSecretsArgs) {
  const check = new ArgumentCheck("VaultSecrets", name);
  check.input("name", name, dnsLabel);
  check.input("secretName", args.secretName, dnsLabel);
  checkKeys(check, "keys", args.keys);
  for (const [secretName, keys] of Object.entries(args.otherSecrets ?? {})) {
    const path = `otherSecrets[${JSON.stringify(secretName)}]`;
    check.input(path, secretName, dnsLabel);
    checkKeys(check, path, keys);
  }
  const known = {
    namespace: check.input("namespace", args.namespace, dnsLabel),
    vaultUri: check.input("vaultUri", args.vaultUri, httpUrl),
    tenantId: check.input("tenantId", args.tenantId, someText),
    serviceAccountName: check.input("serviceAccountName", args.serviceAccountName, dnsLabel),
    refreshInterval: check.input("refreshInterval", args.refreshInterval ?? defaultRefreshInterval, interval),
  };
  check.throwProblems();
  return known;
}

function checkKeys(check: ArgumentCheck, path: string, keys: Record<string, string>): void {
  check.input(path, Object.keys(keys).length, { allowed: "one key at least", accepts: (count) => count > 0 });
  for (const [key, vaultName] of Object.entries(keys)) {
    check.input(`${path}[${JSON.stringify(key)}]`, key, secretKey);
    check.input(`${path}[${JSON.stringify(key)}]`, vaultName, vaultSecretName);
  }
}
