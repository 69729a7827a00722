import type { HpaSpec, MetricSpec } from "../hpa/spec";
import { DEFAULT_MAX_REPLICAS, type ScaledObjectSpec, type TriggerSpec } from "./scaled-object";
import { CPU_AND_MEMORY } from "./trigger-types";
import type { ExternalTrigger } from "./triggers";

/** Name of the one external metric that a formula makes of all triggers. */
export const COMPOSITE_METRIC = "composite-metric";

/** The HorizontalPodAutoscaler that KEDA makes for a ScaledObject (controllers/keda/hpa.go). */
export function hpaOf(spec: ScaledObjectSpec, triggers: readonly ExternalTrigger[]): HpaSpec {
  const { scaleTargetRef, minReplicaCount = 0, maxReplicaCount = DEFAULT_MAX_REPLICAS, advanced } = spec;
  const behavior = advanced?.horizontalPodAutoscalerConfig?.behavior;
  const modifiers = advanced?.scalingModifiers;
  const external = modifiers
    ? [externalMetric(COMPOSITE_METRIC, Math.trunc(Number(modifiers.target) * 1000), modifiers.metricType === "Value")]
    : triggers.map(({ metricName, target, ofAll }) => externalMetric(metricName, target, ofAll));
  const resources = spec.triggers.filter(({ type }) => CPU_AND_MEMORY.includes(type)).map(resourceMetric);
  return {
    scaleTargetRef: {
      apiVersion: scaleTargetRef.apiVersion ?? "apps/v1",
      kind: scaleTargetRef.kind ?? "Deployment",
      name: scaleTargetRef.name,
    },
    // KEDA itself goes to zero and comes back from it.
    minReplicas: Math.max(minReplicaCount, 1),
    maxReplicas: maxReplicaCount,
    // By type, so that the same triggers always make the same HPA (kedacore/keda#1531).
    metrics: [...external, ...resources].sort((one, other) =>
      one.type < other.type ? -1 : one.type > other.type ? 1 : 0,
    ),
    ...(behavior && { behavior }),
  };
}

function externalMetric(name: string, target: number, ofAll: boolean): MetricSpec {
  const quantity = `${target}m`;
  return {
    type: "External",
    external: {
      metric: { name },
      target: ofAll ? { type: "Value", value: quantity } : { type: "AverageValue", averageValue: quantity },
    },
  };
}

function resourceMetric({ type: name, metricType, metadata }: TriggerSpec): MetricSpec {
  const { value = "", containerName: container } = metadata;
  const target =
    metricType === "Utilization"
      ? { type: "Utilization" as const, averageUtilization: Number(value) }
      : { type: "AverageValue" as const, averageValue: value };
  return container === undefined
    ? { type: "Resource", resource: { name, target } }
    : { type: "ContainerResource", containerResource: { name, container, target } };
}
