import type * as pulumi from "@pulumi/pulumi";
import { integerBetween } from "../validation";
import { ChartComponent } from "./chart-component";
import { charts } from "./charts";
import { kedaValues, type KedaValues } from "./keda-values";
import { someText } from "./rules";

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
 * KEDA by its chart: custom resource definitions, operator, metrics server and admission webhooks. A ScaledObject
 * must depend on the component.
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
  }
}
