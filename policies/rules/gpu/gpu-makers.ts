import type { Toleration } from "@breakwater/kubernetes-rules";
import { releasesOf, type Resource, someKnown, workloadsOf } from "@breakwater/plan-views";

/** What brings a maker's GPUs to Kubernetes: a device plugin, or an operator that installs the driver too. */
interface Maker {
  plugins: RegExp;
  operators: RegExp;
  pluginImage: RegExp;
  driverImage: RegExp;
}

export const nvidia: Maker = {
  // A driver for claims (DRA) offers GPUs in place of a device plugin.
  plugins: /^(nvidia-device-plugin|(nvidia-)?dra-driver(-nvidia)?-gpu)$/,
  operators: /^gpu-operator$/,
  pluginImage: /^(?!.*(rocm|amd-?gpu)).*(k8s|nvidia)-device-plugin/,
  driverImage: /nvidia[\w./-]*driver/,
};
export const amd: Maker = {
  plugins: /^amd-gpu$/,
  operators: /^gpu-operator-charts$/,
  pluginImage: /(rocm|amd-?gpu)[\w./-]*device-plugin/,
  driverImage: /(rocm|amd-?gpu)[\w./-]*driver/,
};

/**
 * What charts tolerate where their values say nothing; a list in the values takes its place as a whole. NVIDIA's two tolerate the taint that its own
 * pages give to GPU nodes (https://github.com/NVIDIA/k8s-device-plugin/blob/v0.18.0/deployments/helm/nvidia-device-plugin/values.yaml,
 * https://github.com/NVIDIA/gpu-operator/blob/v25.3.0/deployments/gpu-operator/values.yaml).
 */
const nvidiaTaint: Toleration = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };
const defaults: Readonly<Record<string, readonly Toleration[]>> = {
  "nvidia-device-plugin": [{ key: "CriticalAddonsOnly", operator: "Exists" }, nvidiaTaint],
  "gpu-operator": [nvidiaTaint],
  "amd-gpu": [{ key: "CriticalAddonsOnly", operator: "Exists" }],
};

/** Whether a resource brings a maker's device plugin: by a chart, or as a DaemonSet. */
export const bringsPlugin =
  ({ plugins, operators, pluginImage }: Maker) =>
  (resource: Resource): boolean =>
    releasesOf([resource]).some(
      ({ chart, values }) => plugins.test(chart) || (operators.test(chart) && values.devicePlugin?.enabled !== false),
    ) || runsOnEveryNode(resource, pluginImage);

/** Whether a resource brings a maker's driver to nodes that have none. */
export const bringsDriver =
  ({ operators, driverImage }: Maker) =>
  (resource: Resource): boolean =>
    releasesOf([resource]).some(({ chart, values }) => operators.test(chart) && values.driver?.enabled !== false) ||
    runsOnEveryNode(resource, driverImage);

const runsOnEveryNode = (resource: Resource, images: RegExp): boolean =>
  workloadsOf([resource]).some(
    // Asked in this order: the containers of another kind may not be known yet.
    (workload) =>
      workload.runs === "on every node" && someKnown(workload.allContainers, ({ image }) => images.test(image ?? "")),
  );

/** What a device plugin tolerates; `undefined` where its chart's own defaults are not known. */
export function tolerationsOf(resource: Resource): readonly Toleration[] | undefined {
  const [release] = releasesOf([resource]);
  if (release === undefined) return workloadsOf([resource]).flatMap(({ podSpec }) => podSpec.tolerations ?? []);
  const { chart, values } = release;
  const said: unknown =
    chart === "gpu-operator"
      ? values.daemonsets?.tolerations
      : (values.tolerations ?? values.kubeletPlugin?.tolerations);
  return (said as readonly Toleration[] | undefined) ?? defaults[chart];
}
