import type { Toleration } from "@breakwater/kubernetes-rules";
import { poolsOf, releasesOf, type Resource, workloadsOf } from "@breakwater/plan-views";
import { hasGpus } from "../../resources/pools";
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
    const pools = poolsOf(resources).filter(hasGpus);
    if (pools.length === 0) notApplicable("no pool has GPUs");
    const plugins = pluginTolerations(resources);
    if (plugins.some((tolerations) => tolerates(tolerations, config))) return;
    const lack =
      plugins.length === 0
        ? "no device plugin"
        : `no device plugin that tolerates ${config.taintKey}=${config.taintValue}`;
    for (const { name, resource } of pools)
      violation(`Node pool "${name}" has GPUs, but the stack has ${lack}`, resource);
  },
};

/** The tolerations of each device plugin of the stack, by a chart or as a DaemonSet. */
function pluginTolerations(resources: readonly Resource[]): (readonly Toleration[])[] {
  const ofCharts = releasesOf(resources)
    .filter(({ chart }) => charts.test(chart))
    .map(({ values }) => values.tolerations ?? values.daemonsets?.tolerations ?? []);
  const daemonSets = workloadsOf(resources).filter(
    // Asked in this order: the containers of another kind may not be known yet.
    (workload) =>
      workload.kind === "DaemonSet" && workload.containers.some((container) => image.test(container.image ?? "")),
  );
  return [...ofCharts, ...daemonSets.map(({ podSpec }) => podSpec.tolerations ?? [])];
}
