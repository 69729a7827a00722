import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { poolLabel } from "../pool-label";
import type { DeepInput } from "./custom-resource";
import { priorityClasses } from "./priority-classes";
import { spreadOverZonesAndNodes } from "./scheduling";

/** What we set of the chart `keda`; all else is the chart's own, its resources and its security contexts too. */
export interface KedaValues {
  image: { pullPolicy: string };
  operator: { replicaCount: number };
  metricsServer: { replicaCount: number };
  webhooks: { replicaCount: number };
  topologySpreadConstraints: Record<
    "operator" | "metricsServer" | "webhooks",
    types.input.core.v1.TopologySpreadConstraint[]
  >;
  nodeSelector: Record<string, string>;
  priorityClassName: string;
  enableServiceLinks: boolean;
  podIdentity?: { azureWorkload: { enabled: boolean; clientId: string } };
  logging: Record<"operator" | "webhooks", { format: string }> & { metricServer: { zapEncoder: string } };
  prometheus: Record<"operator" | "metricServer" | "webhooks", { enabled: boolean }>;
}

/** Labels of the chart's pods by which they are found, as its templates write them. */
export const kedaPods = {
  operator: { app: "keda-operator" },
  metricsServer: { app: "keda-operator-metrics-apiserver" },
  webhooks: { app: "keda-admission-webhooks" },
} as const;

/**
 * Ports of the pods, as the chart's templates write them: the metrics of each part, the external metrics that
 * autoscalers ask for, the webhook by which ScaledObjects are checked, and the operator's own for the metrics server.
 */
export const kedaPorts = { metrics: 8080, externalMetrics: 6443, webhook: 9443, metricsService: 9666 } as const;

/** Values for `replicas` pods of each part, with the operator acting as `identityClientId` in Azure where there is one. */
export function kedaValues(
  replicas: pulumi.Input<number>,
  identityClientId: pulumi.Input<string> | undefined,
): DeepInput<KedaValues> {
  return {
    // The tag is a release. The chart's `Always` would keep an operator that moves to another node waiting for the registry.
    image: { pullPolicy: "IfNotPresent" },
    // One leads, the others only shorten the time without (keda.sh, high availability).
    operator: { replicaCount: replicas },
    metricsServer: { replicaCount: replicas },
    webhooks: { replicaCount: replicas },
    topologySpreadConstraints: {
      operator: spreadOverZonesAndNodes(kedaPods.operator),
      metricsServer: spreadOverZonesAndNodes(kedaPods.metricsServer),
      webhooks: spreadOverZonesAndNodes(kedaPods.webhooks),
    },
    nodeSelector: { [poolLabel]: "cpu" },
    // In the middle of a surge the pods that bring the others are the last to make way.
    priorityClassName: priorityClasses.platform.name,
    // A Service's variables mean nothing to KEDA, and a hundred Services' make a long environment.
    enableServiceLinks: false,
    // KEDA signs in with its own service account, not with the scaled workload's (kedacore/keda#4597).
    ...(identityClientId !== undefined && {
      podIdentity: { azureWorkload: { enabled: true, clientId: identityClientId } },
    }),
    // One JSON object a line, which Log Analytics takes apart.
    logging: {
      operator: { format: "json" },
      metricServer: { zapEncoder: "json" },
      webhooks: { format: "json" },
    },
    // Opens the ports only. The chart's monitors would need the Prometheus operator's definitions before KEDA is there, and
    // would write each ScaledObject's namespace into `exported_namespace`: `Monitors` has its own.
    prometheus: { operator: { enabled: true }, metricServer: { enabled: true }, webhooks: { enabled: true } },
  };
}
