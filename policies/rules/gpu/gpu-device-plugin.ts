import { hasAmdGpus } from "@breakwater/azure-sizes";
import type { Toleration } from "@breakwater/kubernetes-rules";
import { poolsOf, propertiesOf, releasesOf, type Resource, someKnown, workloadsOf } from "@breakwater/plan-views";
import { hasGpus } from "../../resources/pools";
import type { StackRule } from "../../rule";
import { type GpuTaint, gpuTaintSettings, tolerates } from "./gpu-taint";

/** How a vendor's device plugin is known: by its chart or its image. */
interface DevicePlugin {
  chart: RegExp;
  image: RegExp;
}
const nvidia: DevicePlugin = {
  chart: /^(nvidia-device-plugin|gpu-operator)$/,
  image: /^(?!.*(rocm|amd-?gpu)).*(k8s|nvidia)-device-plugin/,
};
const amd: DevicePlugin = {
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
  checkStack: (resources, { config, violation, notApplicable, each, gather }) => {
    const pools = gather(resources, (resource) => gather(poolsOf([resource]), (pool) => (hasGpus(pool) ? [pool] : [])));
    if (pools.length === 0) notApplicable("no pool has GPUs");
    each(pools, ({ name, vmSize, resource }) => {
      const isAmd = hasAmdGpus(vmSize);
      const isPlugin = isPluginOf(isAmd ? amd : nvidia);
      // Read for each pool, so that a plugin that is not known leaves no pool judged.
      if (someKnown(resources, (plugin) => isPlugin(plugin) && tolerates(tolerationsOf(plugin), config))) return;
      const plugin = isAmd ? "no device plugin of AMD" : "no device plugin";
      const lack = someKnown(resources, isPlugin)
        ? `${plugin} that tolerates ${config.taintKey}=${config.taintValue}`
        : plugin;
      const gpus = isAmd ? `GPUs of AMD (${vmSize})` : "GPUs";
      violation(`Node pool "${name}" has ${gpus}, but the stack has ${lack}`, resource);
    });
  },
};

/** Whether a resource brings a vendor's device plugin, by a chart or as a DaemonSet. */
const isPluginOf =
  ({ chart: charts, image }: DevicePlugin) =>
  (resource: Resource): boolean =>
    releasesOf([resource]).some(({ chart }) => charts.test(chart)) ||
    workloadsOf([resource]).some(
      // Asked in this order: the containers of another kind may not be known yet.
      (workload) =>
        workload.kind === "DaemonSet" && someKnown(workload.containers, ({ image: of }) => image.test(of ?? "")),
    );

/** The tolerations of a device plugin. */
function tolerationsOf(resource: Resource): readonly Toleration[] {
  const [release] = releasesOf([resource]);
  if (release !== undefined) {
    const values = propertiesOf(resource).object("values");
    const own = values.any("tolerations") === undefined ? values.object("daemonsets") : values;
    return own.records("tolerations");
  }
  return workloadsOf([resource]).flatMap(({ podSpec }) => podSpec.tolerations ?? []);
}
