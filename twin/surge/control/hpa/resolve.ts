import { Quantity, type QuantityText } from "@breakwater/kubernetes-rules";
import { hpaDefaults } from "@breakwater/plan-views";
import type { HpaSpec, MetricSpec, MetricTarget, ScalingPolicy, ScalingRules } from "./spec";

/** Tolerance of kube-controller-manager (`--horizontal-pod-autoscaler-tolerance`): a ratio within 1 ± this changes nothing. */
const defaultTolerance = 0.1;
/** Window in which the highest recommendation of the past holds a scale-down back, seconds. */
export const downscaleStabilization = hpaDefaults.scaleDown.stabilizationWindowSeconds;
/** CPU target where a spec names no metric at all, % (pkg/apis/autoscaling, `DefaultCPUUtilization`). */
const defaultCpuUtilization = 80;

/** How far a metric may be from its target without a change, as a share of the target. */
export interface Tolerance {
  up: number;
  down: number;
}

/** The rules of one direction. */
export interface Rules {
  /** Seconds. */
  stabilizationWindow: number;
  selectPolicy: "Max" | "Min" | "Disabled";
  policies: readonly ScalingPolicy[];
}

/** A metric with its target in the controller's own units. */
export type Metric =
  /** `target`: percent of the pods' requests. */
  | { kind: "utilization"; resource: string; container?: string; target: number }
  /** `target`: thousandths for each pod. */
  | { kind: "resourceAverage"; resource: string; container?: string; target: number }
  | { kind: "pods"; name: string; target: number }
  /** `target`: thousandths, for each pod or (`perPod` false) for all together. */
  | { kind: "external"; name: string; target: number; perPod: boolean }
  | { kind: "object"; name: string; described: { kind: string; name: string }; target: number; perPod: boolean }
  /** The API server takes it, the controller cannot compute it: an Object metric whose target type names the absent value. */
  | { kind: "incomputable" };

/** A spec with all defaults, in the controller's units. */
export interface Hpa {
  minReplicas: number;
  maxReplicas: number;
  metrics: readonly Metric[];
  tolerance: Tolerance;
  /** Absent where the spec has none: the controller then takes its older path. */
  behavior?: { scaleUp: Rules; scaleDown: Rules };
}

/** What the API server and the controller make of a spec. */
export function resolveHpa({ minReplicas = hpaDefaults.minReplicas, maxReplicas, metrics, behavior }: HpaSpec): Hpa {
  const { scaleUp, scaleDown } = behavior ?? {};
  const named = metrics?.map(resolveMetric) ?? [];
  return {
    minReplicas,
    maxReplicas,
    metrics: named.length > 0 ? named : [{ kind: "utilization", resource: "cpu", target: defaultCpuUtilization }],
    tolerance: { up: tolerance(scaleUp), down: tolerance(scaleDown) },
    ...(behavior && {
      behavior: { scaleUp: rules(scaleUp, hpaDefaults.scaleUp), scaleDown: rules(scaleDown, hpaDefaults.scaleDown) },
    }),
  };
}

const tolerance = (given: ScalingRules | undefined): number =>
  given?.tolerance === undefined ? defaultTolerance : Quantity.of(given.tolerance).stored().approximate();

const rules = (given: ScalingRules | undefined, defaults: (typeof hpaDefaults)["scaleUp" | "scaleDown"]): Rules => ({
  stabilizationWindow: given?.stabilizationWindowSeconds ?? defaults.stabilizationWindowSeconds,
  selectPolicy: given?.selectPolicy ?? defaults.selectPolicy,
  policies: given?.policies ?? defaults.policies,
});

function resolveMetric(spec: MetricSpec): Metric {
  switch (spec.type) {
    case "Resource":
      return resourceMetric(spec.resource.name, undefined, spec.resource.target);
    case "ContainerResource":
      return resourceMetric(
        spec.containerResource.name,
        spec.containerResource.container,
        spec.containerResource.target,
      );
    case "Pods":
      return { kind: "pods", name: spec.pods.metric.name, target: milli(spec.pods.target.averageValue!) };
    case "External": {
      const { metric, target } = spec.external;
      const perPod = target.averageValue !== undefined;
      return {
        kind: "external",
        name: metric.name,
        target: milli((target.averageValue ?? target.value)!),
        perPod,
      };
    }
    case "Object": {
      // Unlike an External metric's, this target is chosen by its type.
      const { metric, describedObject: described, target } = spec.object;
      const perPod = target.type === "AverageValue";
      const quantity = perPod ? target.averageValue : target.type === "Value" ? target.value : undefined;
      if (quantity === undefined) return { kind: "incomputable" };
      return { kind: "object", name: metric.name, described, target: milli(quantity), perPod };
    }
    default: {
      const unknown: never = spec;
      return unknown;
    }
  }
}

function resourceMetric(resource: string, container: string | undefined, target: MetricTarget): Metric {
  const source = { resource, ...(container !== undefined && { container }) };
  return target.averageValue === undefined
    ? { kind: "utilization", ...source, target: target.averageUtilization! }
    : { kind: "resourceAverage", ...source, target: milli(target.averageValue) };
}

/** As the controller has a target: whole thousandths. */
const milli = (quantity: QuantityText): number => Quantity.of(quantity).milliValue();
