import { poolsIn, taintText } from "@breakwater/plan-views";
import { hasGpus } from "../../resources/pools";
import type { ResourceRule } from "../../rule";
import { type GpuTaint, gpuTaintSettings } from "./gpu-taint";

export const gpuPoolTainted: ResourceRule<GpuTaint> = {
  name: "gpu-pool-tainted",
  description: "A pool with GPUs has a taint that keeps all other pods away, and a label by which GPU pods find it.",
  guardsAgainst: "A pod that needs no GPU would hold a node at twenty times the price of its own.",
  severity: "high",
  tags: ["gpu"],
  remediationSteps: 'Set nodeTaints to ["sku=gpu:NoSchedule"] and nodeLabels to {sku: "gpu"} on the pool.',
  settings: gpuTaintSettings,
  appliesTo: (resource) => poolsIn(resource).some(hasGpus),
  check: (resource, { config: { taintKey, taintValue }, violation, each }) => {
    const taint = `${taintKey}=${taintValue}:NoSchedule`;
    each(poolsIn(resource).filter(hasGpus), (pool) => {
      const who = `Node pool "${pool.name}" (${pool.vmSize}) has GPUs but not the`;
      const taints = pool.taints.map(taintText);
      if (!taints.includes(taint)) {
        violation(`${who} taint ${taint}; its taints: ${taints.join(", ") || "none"}`, resource);
      }
      if (pool.labels[taintKey] !== taintValue) violation(`${who} label ${taintKey}=${taintValue}`, resource);
    });
  },
};
