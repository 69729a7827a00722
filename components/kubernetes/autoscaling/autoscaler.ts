import * as pulumi from "@pulumi/pulumi";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import { ArgumentCheck, integerBetween, oneOf } from "../../validation";
import { labelsOf } from "../conventions";
import { appMetricsBounds, type AppMetricsPolicy, appMetricsScaling } from "./app-metrics-policy";
import { cpuMemoryBounds, type CpuMemoryPolicy, cpuMemoryScaling } from "./cpu-memory-policy";
import { eventsBounds, type EventsPolicy, eventsScaling } from "./events-policy";
import { claimTarget, type ScaleTarget } from "./scale-target";
import { kedaHpaPrefix, registerScaledObject } from "./scaled-object";
import type { ReplicaBounds } from "./scaling";

/** What a workload is scaled on: one policy, because two would undo each other's work. */
export type ScalingPolicy = CpuMemoryPolicy | AppMetricsPolicy | EventsPolicy;

/** What `Autoscaler` takes. */
export interface AutoscalerArgs {
  /** Namespace of the target, and of the autoscaler. */
  namespace: pulumi.Input<string>;
  /** The workload whose replicas the autoscaler owns. It must have no replica count of its own. */
  target: ScaleTarget;
  /** Fewest replicas, 1 to 1000, with the policy `events` from 0. Default: 2. */
  minReplicas?: pulumi.Input<number>;
  /** Most replicas, `minReplicas` to 1000. Default: 50 with the policy `cpuMemory`, 100 with the others. */
  maxReplicas?: pulumi.Input<number>;
  /** What the target is scaled on: `cpuMemory`, `appMetrics` or `events`. */
  policy: ScalingPolicy;
}

/** Replica bounds (docs/coverage.md), by policy. */
const boundsOfPolicy: Record<ScalingPolicy["type"], ReplicaBounds> = {
  cpuMemory: cpuMemoryBounds,
  appMetrics: appMetricsBounds,
  events: eventsBounds,
};

/**
 * The one owner of a workload's replica count: a HorizontalPodAutoscaler, or a ScaledObject of which KEDA makes one. A second
 * autoscaler on the same target is an error.
 */
export class Autoscaler extends pulumi.ComponentResource {
  /** Name of the HorizontalPodAutoscaler: the target's own, with `keda-hpa-` before it where KEDA makes it. */
  public readonly autoscalerName: pulumi.Output<string>;

  constructor(name: string, args: AutoscalerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:Autoscaler", name, args, opts);
    const { namespace, target, minReplicas, maxReplicas, scaling } = validArgs(name, args);
    const metadata = { name: target.name, namespace, labels: labelsOf(target.name) };
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    if ("metrics" in scaling) {
      const autoscaler = new HorizontalPodAutoscaler(
        name,
        {
          metadata,
          spec: { scaleTargetRef: { apiVersion: "apps/v1", ...target }, minReplicas, maxReplicas, ...scaling },
        },
        childOptions,
      );
      this.autoscalerName = autoscaler.metadata.name;
    } else {
      registerScaledObject(name, { metadata, target, minReplicas, maxReplicas, scaling }, childOptions);
      this.autoscalerName = pulumi.output(`${kedaHpaPrefix}${target.name}`);
    }
    this.registerOutputs({ autoscalerName: this.autoscalerName });
  }
}

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function validArgs(autoscaler: string, args: AutoscalerArgs) {
  const check = new ArgumentCheck("Autoscaler", autoscaler);
  check.input("policy.type", args.policy.type, oneOf(...(Object.keys(boundsOfPolicy) as ScalingPolicy["type"][])));
  const bounds = validBounds(check, args);
  const namespace = claimTarget(check, autoscaler, args.namespace, args.target);
  const scaling = scalingOf(check, { ...args, ...bounds, namespace });
  check.throwProblems();
  return { namespace, target: args.target, ...bounds, scaling };
}

function validBounds(check: ArgumentCheck, args: AutoscalerArgs) {
  const defaults = boundsOfPolicy[args.policy.type] ?? cpuMemoryBounds;
  return check.together(
    {
      minReplicas: check.input(
        "minReplicas",
        args.minReplicas ?? defaults.minReplicas,
        integerBetween(defaults.least, 1000),
      ),
      maxReplicas: check.input("maxReplicas", args.maxReplicas ?? defaults.maxReplicas, integerBetween(1, 1000)),
    },
    ({ minReplicas, maxReplicas }) =>
      minReplicas <= maxReplicas
        ? []
        : [{ propertyPath: "maxReplicas", value: maxReplicas, allowed: `minReplicas (${minReplicas}) or more` }],
  );
}

/** What the policy decides; of one that does not exist nothing. */
function scalingOf(
  check: ArgumentCheck,
  { namespace, target, policy, maxReplicas }: AutoscalerArgs & { maxReplicas: pulumi.Input<number> },
) {
  const context = { check, namespace, target: target.name, maxReplicas };
  switch (policy.type) {
    case "cpuMemory":
      return cpuMemoryScaling(check, policy);
    case "appMetrics":
      return appMetricsScaling(context, policy);
    case "events":
      return eventsScaling(context, policy);
    default: {
      const unknown: never = policy;
      return unknown;
    }
  }
}
