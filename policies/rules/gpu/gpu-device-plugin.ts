import { hasAmdGpus } from "@breakwater/azure-sizes";
import { someKnown, taintText } from "@breakwater/plan-views";
import { toleratesTaint } from "@breakwater/kubernetes-rules";
import type { StackRule } from "../../rule";
import { amd, bringsPlugin, nvidia, tolerationsOf } from "./gpu-makers";
import { isOwnTaint, keepingTaintsOf, stackPools } from "./gpu-pools";
import { type GpuTaint, gpuTaintSettings } from "./gpu-taint";

export const gpuDevicePlugin: StackRule<GpuTaint> = {
  name: "gpu-device-plugin",
  description: "A stack with a GPU pool runs a device plugin of the GPUs' vendor that tolerates the pool's taint.",
  guardsAgainst:
    "Without one no node ever offers nvidia.com/gpu, and the Cluster Autoscaler may stop adding nodes of every kind (kubernetes/autoscaler#10301). A managed GPU pool has its own.",
  severity: "critical",
  tags: ["gpu"],
  remediationSteps:
    "Release the chart nvidia-device-plugin with tolerations for the GPU pools' taint, or gpu-operator with them in daemonsets.tolerations, or deploy the plugin as a DaemonSet. For GPUs of AMD take AMD's.",
  settings: gpuTaintSettings,
  checkStack: (resources, { config, violation, notApplicable, each, gather }) => {
    const { withGpus } = stackPools(resources, gather);
    if (withGpus.length === 0) notApplicable("no pool has GPUs");
    each(withGpus, (pool) => {
      const { name, vmSize, resource, managedGpus } = pool;
      if (managedGpus) return;
      const isAmd = hasAmdGpus(vmSize);
      const isPlugin = bringsPlugin(isAmd ? amd : nvidia);
      const own = { key: config.taintKey, value: config.taintValue, effect: "NoSchedule" };
      const taints = isOwnTaint(config) ? [own] : keepingTaintsOf(pool);
      // Read for each pool, so that a plugin that is not known leaves no pool judged.
      const runsThere = someKnown(resources, (plugin) => {
        if (!isPlugin(plugin)) return false;
        const tolerations = tolerationsOf(plugin);
        return (
          tolerations === undefined ||
          taints.every((taint) => tolerations.some((toleration) => toleratesTaint(toleration, taint)))
        );
      });
      if (runsThere) return;
      const plugin = isAmd ? "no device plugin of AMD" : "no device plugin";
      const lack = someKnown(resources, isPlugin)
        ? `${plugin} that tolerates ${taints.map(taintText).join(" and ")}`
        : plugin;
      const gpus = isAmd ? `GPUs of AMD (${vmSize})` : "GPUs";
      violation(`Node pool "${name}" has ${gpus}, but the stack has ${lack}`, resource);
    });
  },
};
