import { kedaDefaults } from "@breakwater/plan-views";
import type { HpaSpec, MetricSpec } from "../hpa/spec";
import type { ScaledObjectSpec, TriggerSpec } from "./scaled-object";
import { cpuAndMemory } from "./trigger-types";
import type { ExternalTrigger } from "./triggers";

/** Name of the one external metric that a formula makes of all triggers. */
export const compositeMetric = "composite-metric";

/** The HorizontalPodAutoscaler that KEDA makes for a ScaledObject (controllers/keda/hpa.go). */
export function hpaOf(spec: ScaledObjectSpec, triggers: readonly ExternalTrigger[]): HpaSpec {
  const {
    scaleTargetRef,
    minReplicaCount = kedaDefaults.minReplicaCount,
    maxReplicaCount = kedaDefaults.maxReplicaCount,
    advanced,
  } = spec;
  const behavior = advanced?.horizontalPodAutoscalerConfig?.behavior;
  const modifiers = advanced?.scalingModifiers;
  const external = modifiers
    ? [externalMetric(compositeMetric, Math.trunc(Number(modifiers.target) * 1000), modifiers.metricType === "Value")]
    : triggers.map(({ metricName, target, ofAll }) => externalMetric(metricName, target, ofAll));
  const resources = spec.triggers.filter(({ type }) => cpuAndMemory.includes(type)).map(resourceMetric);
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
    metrics: [...external, ...resources].sort((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0)),
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
