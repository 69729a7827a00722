import * as pulumi from "@pulumi/pulumi";
import { ArgumentCheck, oneOf } from "../validation";
import { createMetricAlert } from "./metric-alert";
import type { PlacementArgs } from "./placement";
import { type AlertedKind, alertsOf, resourceAlerts } from "./resource-alert-rules";

/** What `ResourceAlerts` takes. */
export interface ResourceAlertsArgs extends PlacementArgs {
  /** Azure id of the resource that is watched. */
  targetId: pulumi.Input<string>;
  /** What the resource is. It decides which alerts there are. */
  kind: AlertedKind;
  /** Azure id of the action group that is told. */
  actionGroupId: pulumi.Input<string>;
}

/** Alerts on one resource outside the cluster that the workloads lean on, from the metrics that Azure keeps of it. */
export class ResourceAlerts extends pulumi.ComponentResource {
  constructor(name: string, args: ResourceAlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:ResourceAlerts", name, args, opts);
    const check = new ArgumentCheck("ResourceAlerts", name);
    check.input("kind", args.kind, oneOf(...(Object.keys(resourceAlerts) as AlertedKind[])));
    check.throwProblems();
    const { metricNamespace, rules } = alertsOf(args.kind);
    const childOptions = pulumi.mergeOptions(opts, { parent: this });
    for (const rule of rules)
      createMetricAlert(`${name}-${rule.name}`, rule, { ...args, metricNamespace }, childOptions);
    this.registerOutputs({});
  }
}
