import { poolsIn, taintText } from "@breakwater/plan-views";
import { hasGpus } from "../../resources/pools";
import type { ResourceRule } from "../../rule";
import { isOwnTaint, keepingTaintsOf } from "./gpu-pools";
import { type GpuTaint, gpuTaintSettings } from "./gpu-taint";

export const gpuPoolTainted: ResourceRule<GpuTaint> = {
  name: "gpu-pool-tainted",
  description: "A pool with GPUs has a taint that keeps all other pods away.",
  guardsAgainst: "A pod that needs no GPU would hold a node at twenty times the price of its own.",
  severity: "high",
  tags: ["gpu"],
  remediationSteps:
    'Set nodeTaints to ["sku=gpu:NoSchedule"] on the pool, or to another taint of the effect NoSchedule that only its pods tolerate.',
  settings: gpuTaintSettings,
  appliesTo: (resource) => poolsIn(resource).some(hasGpus),
  check: (resource, { config, violation, each }) => {
    const wanted = `${config.taintKey}=${config.taintValue}:NoSchedule`;
    each(poolsIn(resource).filter(hasGpus), (pool) => {
      const taints = pool.taints.map(taintText);
      // Any taint keeps others away; where a user says what the taint is called, that one must be there.
      const isTainted = isOwnTaint(config) ? taints.includes(wanted) : keepingTaintsOf(pool).length > 0;
      if (!isTainted)
        violation(
          `Node pool "${pool.name}" (${pool.vmSize}) has GPUs but not the taint ${wanted}, and none that keeps other pods away; its taints: ${taints.join(", ") || "none"}`,
          resource,
        );
    });
  },
};
