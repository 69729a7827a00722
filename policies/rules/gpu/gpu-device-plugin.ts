import type { Toleration } from "@breakwater/kubernetes-rules";
import { poolsOf, releasesOf, type Resource, someKnown, workloadsOf } from "@breakwater/plan-views";
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
  checkStack: (resources, { config, violation, notApplicable, each, gather }) => {
    const pools = gather(resources, (resource) => gather(poolsOf([resource]), (pool) => (hasGpus(pool) ? [pool] : [])));
    if (pools.length === 0) notApplicable("no pool has GPUs");
    each(pools, ({ name, resource }) => {
      // Read for each pool, so that a plugin that is not known leaves no pool judged.
      if (someKnown(resources, (plugin) => isToleratingPlugin(plugin, config))) return;
      const lack = someKnown(resources, isPlugin)
        ? `no device plugin that tolerates ${config.taintKey}=${config.taintValue}`
        : "no device plugin";
      violation(`Node pool "${name}" has GPUs, but the stack has ${lack}`, resource);
    });
  },
};

/** Whether a resource brings a device plugin that tolerates the pools' taint. */
const isToleratingPlugin = (resource: Resource, taint: GpuTaint): boolean =>
  isPlugin(resource) && tolerates(tolerationsOf(resource), taint);

/** Whether a resource brings a device plugin, by a chart or as a DaemonSet. */
const isPlugin = (resource: Resource): boolean =>
  releasesOf([resource]).some(({ chart }) => charts.test(chart)) ||
  workloadsOf([resource]).some(
    // Asked in this order: the containers of another kind may not be known yet.
    (workload) =>
      workload.kind === "DaemonSet" && someKnown(workload.containers, ({ image: of }) => image.test(of ?? "")),
  );

/** The tolerations of a device plugin. */
function tolerationsOf(resource: Resource): readonly Toleration[] {
  const [release] = releasesOf([resource]);
  if (release !== undefined) return release.values.tolerations ?? release.values.daemonsets?.tolerations ?? [];
  return workloadsOf([resource]).flatMap(({ podSpec }) => podSpec.tolerations ?? []);
}
