import { hasAmdGpus } from "@breakwater/azure-sizes";
import type { Toleration } from "@breakwater/kubernetes-rules";
import { poolsOf, releasesOf, type Resource, workloadsOf } from "@breakwater/plan-views";
import { hasGpus } from "../../resources/pools";
import type { StackRule } from "../../rule";
import { type GpuTaint, gpuTaintSettings, tolerates } from "./gpu-taint";

/** How a vendor's device plugin is known: by its chart or its image. */
interface DevicePlugin {
  vendor: string;
  chart: RegExp;
  image: RegExp;
}
const nvidia: DevicePlugin = {
  vendor: "NVIDIA",
  chart: /^(nvidia-device-plugin|gpu-operator)$/,
  image: /^(?!.*(rocm|amd-?gpu)).*(k8s|nvidia)-device-plugin/,
};
const amd: DevicePlugin = {
  vendor: "AMD",
  chart: /^(amd-gpu|gpu-operator-charts)$/,
  image: /(rocm|amd-?gpu)[\w./-]*device-plugin/,
};

export const gpuDevicePlugin: StackRule<GpuTaint> = {
  name: "gpu-device-plugin",
  description: "A stack with a GPU pool runs a device plugin of the GPUs' vendor that tolerates the pool's taint.",
  guardsAgainst:
    "Without one no node ever offers nvidia.com/gpu, and the Cluster Autoscaler may stop adding nodes of every kind (kubernetes/autoscaler#10301).",
  severity: "critical",
  tags: ["gpu"],
  remediationSteps:
    "Release the chart nvidia-device-plugin with tolerations for the GPU pools' taint, or deploy the plugin as a DaemonSet. For GPUs of AMD take AMD's.",
  settings: gpuTaintSettings,
  checkStack: (resources, { config, violation, notApplicable }) => {
    const pools = poolsOf(resources).filter(hasGpus);
    if (pools.length === 0) notApplicable("no pool has GPUs");
    for (const { name, vmSize, resource } of pools) {
      const kind = hasAmdGpus(vmSize) ? amd : nvidia;
      const plugins = pluginTolerations(resources, kind);
      if (plugins.some((tolerations) => tolerates(tolerations, config))) continue;
      const taint = plugins.length === 0 ? "" : ` that tolerates ${config.taintKey}=${config.taintValue}`;
      const whose = kind === amd ? `GPUs of ${amd.vendor} (${vmSize})` : "GPUs";
      const plugin = kind === amd ? `no device plugin of ${amd.vendor}` : "no device plugin";
      violation(`Node pool "${name}" has ${whose}, but the stack has ${plugin}${taint}`, resource);
    }
  },
};

/** The tolerations of each device plugin of a vendor in the stack, by a chart or as a DaemonSet. */
function pluginTolerations(
  resources: readonly Resource[],
  { chart: charts, image }: DevicePlugin,
): (readonly Toleration[])[] {
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
