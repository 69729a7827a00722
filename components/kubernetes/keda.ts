import * as pulumi from "@pulumi/pulumi";
import { integerBetween } from "../validation";
import { ChartComponent } from "./chart-component";
import { charts } from "./charts";
import { kedaPods, kedaValues, type KedaValues } from "./keda-values";
import { someText } from "./rules";
import { createDisruptionBudget } from "./workload";

/** What `Keda` takes. */
export interface KedaArgs {
  /** Namespace, which must be there. The federated credential of the identity names it, with service account `keda-operator`. */
  namespace: pulumi.Input<string>;
  /** Client id of the managed identity that the operator measures Azure's queues with. Default: none. */
  identityClientId?: pulumi.Input<string>;
  /** Pods of operator, metrics server and webhooks each, 1 to 3. Default: 1. */
  replicas?: pulumi.Input<number>;
}

/**
 * KEDA by its chart: custom resource definitions, operator, metrics server and admission webhooks, and a disruption budget for each.
 * A ScaledObject must depend on the component.
 */
export class Keda extends ChartComponent<KedaValues> {
  constructor(name: string, args: KedaArgs, opts?: pulumi.ComponentResourceOptions) {
    super(name, args, opts, {
      component: "Keda",
      chart: charts.keda,
      values: (check) =>
        kedaValues(
          check.input("replicas", args.replicas ?? 1, integerBetween(1, 3)),
          check.optional("identityClientId", args.identityClientId, someText),
        ),
    });
    // The chart's own cannot let a broken pod go (chart 2.20.2, `poddisruptionbudget.yaml`): it would hold its node against every drain.
    const ofThis = pulumi.mergeOptions(opts, { parent: this });
    for (const pods of Object.values(kedaPods)) createDisruptionBudget(`${pods.app}-pdb`, args.namespace, ofThis, pods);
  }
}
