import type { types } from "@pulumi/kubernetes";
import type { DeepInput } from "../custom-resource";
import { toleratesGpuTaint, toleratesSpotTaint } from "../scheduling";

/** What we set of the chart `nvidia-device-plugin`; all else is the chart's own, its class `system-node-critical` too. */
interface DevicePluginValues {
  affinity: types.input.core.v1.Affinity;
  tolerations: types.input.core.v1.Toleration[];
  resources: types.input.core.v1.ResourceRequirements;
}

/** What we set of the chart `dcgm-exporter`; all else is the chart's own, its class `system-node-critical` too. */
interface DcgmExporterValues {
  nodeSelector: Record<string, string>;
  tolerations: types.input.core.v1.Toleration[];
  resources: types.input.core.v1.ResourceRequirements;
  serviceMonitor: { enabled: boolean };
}

/** Labels of the charts' pods by which they are found, as their templates write them. */
export const gpuServicesPods = {
  devicePlugin: { "app.kubernetes.io/name": "nvidia-device-plugin" },
  dcgmExporter: { "app.kubernetes.io/name": "dcgm-exporter" },
} as const;

/** Port on which the DCGM exporter has its metrics. */
export const dcgmMetricsPort = 9400;

/** Taints of the GPU pool's nodes. */
const tolerations = (spotNodes: boolean) => (spotNodes ? [toleratesGpuTaint, toleratesSpotTaint] : [toleratesGpuTaint]);

/** Values for a pod on every node of the GPU pool. */
export const devicePluginValues = (spotNodes: boolean): DeepInput<DevicePluginValues> => ({
  // The chart's own looks for labels of Node Feature Discovery, which is not here: its pods would run nowhere. A node selector
  // beside it would not help, because both must hold.
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: "sku", operator: "In", values: ["gpu"] }] }],
      },
    },
  },
  tolerations: tolerations(spotNodes),
  resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "128Mi" } },
});

/** Values for a pod on every node of the GPU pool. */
export const dcgmExporterValues = (spotNodes: boolean): DeepInput<DcgmExporterValues> => ({
  nodeSelector: { sku: "gpu" },
  tolerations: tolerations(spotNodes),
  // 400 to 500 MiB with one GPU, and more for moments (NVIDIA/dcgm-exporter#609, pytorch/ci-infra#1011): the chart's 512 MiB end it.
  resources: { requests: { cpu: "50m", memory: "512Mi" }, limits: { memory: "1Gi" } },
  // It would need the Prometheus operator's definitions before the exporter is there: the monitors are with Prometheus.
  serviceMonitor: { enabled: false },
});
