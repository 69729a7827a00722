import * as pulumi from "@pulumi/pulumi";
import { ArgumentCheck, integerBetween } from "../validation";
import { chartRelease } from "./chart-release";
import { charts } from "./charts";
import { externalSecretsValues } from "./external-secrets-values";
import { dnsLabel } from "./rules";

/** What `ExternalSecrets` takes. */
export interface ExternalSecretsArgs {
  /** Namespace, which must be there. */
  namespace: pulumi.Input<string>;
  /** Pods of the operator and of its webhook each, 1 to 3. Default: 1. */
  replicas?: pulumi.Input<number>;
}

/**
 * External Secrets Operator by its chart: custom resource definitions, operator, webhook and certificates for it. A
 * `VaultSecrets` must depend on the component. It has no identity of its own: each store names the service account in
 * whose name it is read.
 */
export class ExternalSecrets extends pulumi.ComponentResource {
  /** Version of the chart, which is the operator's own. */
  public readonly version: pulumi.Output<string>;

  constructor(name: string, args: ExternalSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:ExternalSecrets", name, args, opts);
    const check = new ArgumentCheck("ExternalSecrets", name);
    check.input("name", name, dnsLabel);
    const namespace = check.input("namespace", args.namespace, dnsLabel);
    const replicas = check.input("replicas", args.replicas ?? 1, integerBetween(1, 3));
    check.throwProblems();

    const release = chartRelease(
      name,
      charts.externalSecrets,
      { namespace, values: externalSecretsValues(replicas) },
      pulumi.mergeOptions(opts, { parent: this }),
    );

    this.version = release.version;
    this.registerOutputs({ version: this.version });
  }
}
