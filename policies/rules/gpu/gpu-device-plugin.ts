import { hasGpus, poolsOf } from "../../resources/pools";
import { containersOf, workloadOf } from "../../resources/workloads";
import { isType, type Resource } from "../../resources/resource";
import type { StackRule } from "../../rule";
import { type GpuTaint, gpuTaintSettings, tolerates } from "./gpu-taint";

/** Charts that bring NVIDIA's device plugin. */
const charts = /^(nvidia-device-plugin|gpu-operator)$/;
const image = /k8s-device-plugin|nvidia-device-plugin/;

export const gpuDevicePlugin: StackRule<GpuTaint> = {
  name: "gpu-device-plugin",
  description: "A stack with a GPU pool runs a device plugin that tolerates the pool's taint.",
  guardsAgainst:
    "Without one no node ever offers nvidia.com/gpu, and the Cluster Autoscaler may stop adding nodes of every kind (kubernetes/autoscaler#10301).",
  severity: "critical",
  tags: ["gpu"],
  remediationSteps:
    "Release the chart nvidia-device-plugin with tolerations for the GPU pools' taint, or deploy the plugin as a DaemonSet.",
  settings: gpuTaintSettings,
  checkStack: (resources, { config, violation, notApplicable }) => {
    const pools = resources.flatMap(poolsOf).filter(hasGpus);
    if (pools.length === 0) notApplicable("no pool has GPUs");
    const plugins = resources.flatMap(pluginTolerations);
    if (plugins.some((tolerations) => tolerates(tolerations, config))) return;
    const lack =
      plugins.length === 0
        ? "no device plugin"
        : `no device plugin that tolerates ${config.taintKey}=${config.taintValue}`;
    for (const { name, resource } of pools)
      violation(`Node pool "${name}" has GPUs, but the stack has ${lack}`, resource);
  },
};

/** The tolerations of each device plugin that a resource brings. */
function pluginTolerations(resource: Resource) {
  if (isType(resource, "kubernetes:helm.sh/v3:Release") || isType(resource, "kubernetes:helm.sh/v4:Chart")) {
    const { chart = "", values = {} } = resource.props;
    return charts.test(String(chart).split("/").at(-1) ?? "")
      ? [values.tolerations ?? values.daemonsets?.tolerations ?? []]
      : [];
  }
  const workload = workloadOf(resource);
  if (workload?.kind !== "DaemonSet" || !containersOf(workload).some((container) => image.test(container.image)))
    return [];
  return [workload.podSpec.tolerations ?? []];
}
