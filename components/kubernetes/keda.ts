import * as pulumi from "@pulumi/pulumi";
import { ArgumentCheck, integerBetween } from "../validation";
import { chartRelease } from "./chart-release";
import { charts } from "./charts";
import { kedaValues } from "./keda-values";
import { dnsLabel, someText } from "./rules";

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
export class Keda extends pulumi.ComponentResource {
  /** Version of the chart, which is KEDA's own. */
  public readonly version: pulumi.Output<string>;

  constructor(name: string, args: KedaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:Keda", name, args, opts);
    const check = new ArgumentCheck("Keda", name);
    check.input("name", name, dnsLabel);
    const namespace = check.input("namespace", args.namespace, dnsLabel);
    const identityClientId = check.optional("identityClientId", args.identityClientId, someText);
    const replicas = check.input("replicas", args.replicas ?? 1, integerBetween(1, 3));
    check.throwProblems();

    const release = chartRelease(
      name,
      charts.keda,
      { namespace, values: kedaValues(replicas, identityClientId) },
      pulumi.mergeOptions(opts, { parent: this }),
    );

    this.version = release.version;
    this.registerOutputs({ version: this.version });
  }
}
