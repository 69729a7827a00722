import * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import type { DeepInput } from "../custom-resource";
import { priorityClasses } from "../priority-classes";
import { alertmanagerValues, type AlertmanagerValues, type MountedReceiver } from "./alertmanager-values";
import { asks, type BudgetValues, onCpuPool, type PodValues, type ResourceValues } from "./pod-values";
import type { replacedAlerts } from "./rules/pods";
import { stateMetricsValues, type StateMetricsValues } from "./state-metrics-values";

/** What we set of the chart `kube-prometheus-stack`; all else is the chart's own. */
export interface PrometheusStackValues {
  fullnameOverride: string;
  crds: {
    upgradeJob: {
      enabled: boolean;
      podLabels: Record<string, string>;
      resources: types.input.core.v1.ResourceRequirements;
      image: { busybox: { tag: string; registry?: string; repository?: string } };
    };
  };
  defaultRules: { disabled: Record<(typeof replacedAlerts)[number], boolean> };
  kubeControllerManager: { enabled: boolean };
  kubeScheduler: { enabled: boolean };
  kubeEtcd: { enabled: boolean };
  kubeProxy: { enabled: boolean };
  prometheusOperator: PodValues & {
    prometheusConfigReloader: ResourceValues;
    admissionWebhooks: { patch: ResourceValues & { priorityClassName: string } };
  };
  prometheus: {
    podDisruptionBudget: BudgetValues;
    prometheusSpec: PodValues & {
      replicas: number;
      retention: string;
      retentionSize: string;
      storageSpec: { volumeClaimTemplate: { spec: types.input.core.v1.PersistentVolumeClaimSpec } };
      ruleSelectorNilUsesHelmValues: boolean;
      serviceMonitorSelectorNilUsesHelmValues: boolean;
      podMonitorSelectorNilUsesHelmValues: boolean;
    };
  };
  alertmanager: AlertmanagerValues;
  grafana: PodValues & {
    admin: { existingSecret: string };
    image?: { registry: string };
    sidecar: ResourceValues;
    testFramework: { enabled: boolean };
  };
  "kube-state-metrics": PodValues & StateMetricsValues;
  "prometheus-node-exporter": ResourceValues & {
    tolerations: types.input.core.v1.Toleration[];
    priorityClassName: string;
  };
}

/** Labels of the stack's pods that are not the chart's own: the job has none, and network policies find pods by them. */
export const stackPods = { definitionsJob: { "app.kubernetes.io/component": "crds-upgrade" } } as const;

/**
 * Ports of the stack's pods, as its charts' templates write them: each part's own, Alertmanager's to its other pods, and that of the
 * side container which loads configuration in the pods of Prometheus and Alertmanager.
 */
export const stackPorts = {
  prometheus: 9090,
  alertmanager: 9093,
  alertmanagerMesh: 9094,
  configReloader: 8080,
  grafana: 3000,
  kubeStateMetrics: 8080,
  nodeExporter: 9100,
  operator: 10_250,
} as const;

/** What differs between two stacks. */
export interface StackSize {
  /** First part of every object's name, and of Prometheus' address. */
  name: string;
  /** Days for which Prometheus keeps what it has scraped. */
  retentionDays: pulumi.Input<number>;
  /** Disk of each Prometheus, GiB. */
  storageGb: pulumi.Input<number>;
  /** Pods of Prometheus and of Alertmanager each; every Prometheus scrapes everything. */
  replicas: pulumi.Input<number>;
  /** Secret with `admin-user` and `admin-password`. */
  grafanaSecret: pulumi.Input<string>;
  /** Whether there is an edge, of whose objects kube-state-metrics is to tell. */
  edge: boolean;
  /** Who is told of alerts, where somebody is. */
  receiver: MountedReceiver | undefined;
  /** Where images of Docker Hub are pulled from; `undefined`: there. */
  dockerHubMirror: pulumi.Input<string> | undefined;
}

/**
 * Share of the disk that the metrics may fill. The write-ahead log and a compaction come on top, and a full disk stops
 * Prometheus (prometheus.io, storage: 80 to 85 %).
 */
const filledShare = 0.85;

/** Values for a stack of this size, on the CPU pool. */
export function prometheusStackValues(size: StackSize): DeepInput<PrometheusStackValues> {
  const replicas = pulumi.output(size.replicas);
  // A budget that keeps the only pod would keep its node too.
  const podDisruptionBudget = { enabled: replicas.apply((count) => count > 1) };
  // Two images of the stack come from Docker Hub, the others from quay.io, ghcr.io and registry.k8s.io.
  const { dockerHubMirror: registry } = size;
  const busybox = registry === undefined ? {} : { registry, repository: "library/busybox" };
  return {
    fullnameOverride: size.name,
    // Helm installs definitions once and never again. The job applies the chart's own by server-side apply, because they are
    // longer than the annotation of a client-side one may be (pulumi-kubernetes#1712). Its busybox is `latest` otherwise.
    crds: {
      upgradeJob: {
        enabled: true,
        podLabels: stackPods.definitionsJob,
        ...asks("10m", "64Mi", "256Mi"),
        image: { busybox: { tag: "1.38.0", ...busybox } },
      },
    },
    // `AlertRules` has its own, which know the warm buffer: the chart's can leave out whole namespaces only (chart 88.5.3, `defaultRules`).
    defaultRules: {
      disabled: { KubePodNotReady: true, KubeDeploymentReplicasMismatch: true, KubeDeploymentRolloutStuck: true },
    },
    // AKS runs these where nothing of ours reaches them, and Cilium stands in for kube-proxy: each would be down for ever.
    kubeControllerManager: { enabled: false },
    kubeScheduler: { enabled: false },
    kubeEtcd: { enabled: false },
    kubeProxy: { enabled: false },
    prometheusOperator: {
      ...onCpuPool("50m", "128Mi", "256Mi"),
      // Beside every Prometheus and every Alertmanager.
      prometheusConfigReloader: asks("10m", "32Mi", "64Mi"),
      // Jobs that make the webhook's certificate.
      admissionWebhooks: {
        patch: { priorityClassName: priorityClasses.platform.name, ...asks("10m", "32Mi", "128Mi") },
      },
    },
    prometheus: {
      podDisruptionBudget,
      prometheusSpec: {
        ...onCpuPool("500m", "2Gi", "4Gi"),
        replicas,
        retention: pulumi.interpolate`${size.retentionDays}d`,
        retentionSize: pulumi.output(size.storageGb).apply((gb) => `${Math.floor(gb * 1024 * filledShare)}MB`),
        storageSpec: {
          volumeClaimTemplate: {
            spec: {
              // AKS makes its disks in all zones of the cluster, so the pod may come back in another one.
              storageClassName: "managed-csi",
              accessModes: ["ReadWriteOnce"],
              resources: { requests: { storage: pulumi.interpolate`${size.storageGb}Gi` } },
            },
          },
        },
        // By default only what the chart itself has made would be found.
        ruleSelectorNilUsesHelmValues: false,
        serviceMonitorSelectorNilUsesHelmValues: false,
        podMonitorSelectorNilUsesHelmValues: false,
      },
    },
    alertmanager: alertmanagerValues(replicas, podDisruptionBudget, size.receiver),
    grafana: {
      ...onCpuPool("50m", "192Mi", "512Mi"),
      admin: { existingSecret: size.grafanaSecret },
      ...(registry !== undefined && { image: { registry } }),
      // Two containers beside Grafana that look for dashboards and data sources.
      sidecar: asks("10m", "96Mi", "192Mi"),
      // Pods of `helm test`, which nobody calls, with an image of their own.
      testFramework: { enabled: false },
    },
    "kube-state-metrics": { ...onCpuPool("20m", "128Mi", "512Mi"), ...stateMetricsValues(size.edge) },
    "prometheus-node-exporter": {
      // The chart's own, kept here: a GPU node that is not watched is the most expensive one.
      tolerations: [{ operator: "Exists", effect: "NoSchedule" }],
      priorityClassName: priorityClasses.platform.name,
      ...asks("20m", "32Mi", "128Mi"),
    },
  };
}
