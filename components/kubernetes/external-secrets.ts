import * as pulumi from "@pulumi/pulumi";
import { integerBetween } from "../validation";
import { ChartComponent } from "./chart-component";
import { charts } from "./charts";
import { externalSecretsPods, externalSecretsValues, type ExternalSecretsValues } from "./external-secrets-values";
import { createDisruptionBudget } from "./workload";

/** What `ExternalSecrets` takes. */
export interface ExternalSecretsArgs {
  /** Namespace, which must be there. */
  namespace: pulumi.Input<string>;
  /** Pods of the operator and of its webhook each, 1 to 3. Default: 1. */
  replicas?: pulumi.Input<number>;
}

/**
 * External Secrets Operator by its chart: custom resource definitions, operator, webhook and certificates for it, and disruption
 * budgets for operator and webhook. A `VaultSecrets` must depend on the component. It has no identity of its own: each store names the service account in
 * whose name it is read.
 */
export class ExternalSecrets extends ChartComponent<ExternalSecretsValues> {
  constructor(name: string, args: ExternalSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(name, args, opts, {
      component: "ExternalSecrets",
      chart: charts.externalSecrets,
      values: (check) => externalSecretsValues(check.input("replicas", args.replicas ?? 1, integerBetween(1, 3))),
    });
    // The chart's own cannot let a broken pod go (chart 2.9.0, `poddisruptionbudget.yaml`).
    const ofThis = pulumi.mergeOptions(opts, { parent: this });
    for (const pods of [externalSecretsPods.operator, externalSecretsPods.webhook])
      createDisruptionBudget(pods["app.kubernetes.io/name"], args.namespace, ofThis, pods);
  }
}
