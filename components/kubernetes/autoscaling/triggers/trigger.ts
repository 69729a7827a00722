import type * as pulumi from "@pulumi/pulumi";
import type { ArgumentCheck, Rule } from "../../../validation";
import type { DeepInput } from "../../custom-resource";
import type { ITriggerAuthentication } from "../../custom-resource-types";

/** How a trigger logs in to what it measures. */
export type TriggerAuthentication = DeepInput<ITriggerAuthentication["spec"]>;

/** A trigger as KEDA takes it. */
export interface Trigger {
  /** What it is called in KEDA's status and metrics. */
  name: string;
  /** KEDA's own word for the kind of source. */
  type: "azure-servicebus" | "cpu" | "cron" | "kafka" | "prometheus" | "redis";
  /**
   * `AverageValue`: what was measured, shared among the replicas. `Value`: a ratio by which the ready replicas are multiplied.
   * `Utilization`: a share of what the pods request. Default: `AverageValue`.
   */
  metricType?: "AverageValue" | "Value" | "Utilization";
  /** The source and the target, in the names of KEDA's page of this kind. */
  metadata: Record<string, pulumi.Input<string>>;
  /** Default: the source asks for none. */
  authentication?: TriggerAuthentication;
}

/** The check of one trigger's arguments: every path is said from the trigger's own place. */
export interface TriggerCheck {
  input<T>(property: string, value: pulumi.Input<T>, rule: Rule<T>): pulumi.Input<T>;
}

/** A check whose paths begin with `path`, for example `policy.triggers[0]`. */
export const checkAt = (check: ArgumentCheck, path: string): TriggerCheck => ({
  input: (property, value, rule) => check.input(`${path}.${property}`, value, rule),
});
