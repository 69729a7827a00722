import { isWorkload, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";
import { type GpuTaint, gpuTaintSettings, tolerates } from "./gpu-taint";

export const gpuNodesForGpuPods: ResourceRule<GpuTaint> = {
  name: "gpu-nodes-for-gpu-pods",
  description: "Only pods that ask for a GPU tolerate the GPU pools' taint.",
  guardsAgainst:
    "Any other would hold a node with a GPU, and keep it from being removed. DaemonSets may, because what serves a node (driver, exporter) must run on it.",
  severity: "high",
  tags: ["gpu"],
  remediationSteps: "Remove the toleration from the pod template, or ask for nvidia.com/gpu in its limits.",
  settings: gpuTaintSettings,
  appliesTo: isWorkload,
  check: (resource, { config, violation, notApplicable, each }) => {
    const ordinary = workloadsIn(resource).filter(({ runs }) => runs !== "on every node");
    if (ordinary.length === 0) notApplicable("a DaemonSet serves the nodes");
    each(ordinary, (workload) => {
      // What a patch does not ask for may be asked for by the object that it changes.
      if (workload.needsGpu || workload.isPatch) return;
      if (tolerates(workload.podSpec.tolerations ?? [], config)) {
        violation(
          `${workload.title} tolerates ${config.taintKey}=${config.taintValue}:NoSchedule but asks for no nvidia.com/gpu`,
          resource,
        );
      }
    });
  },
};
