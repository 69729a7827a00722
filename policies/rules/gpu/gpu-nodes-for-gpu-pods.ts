import { requiresLabel } from "@breakwater/kubernetes-rules";
import { taintText, type Workload, workloadsOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import {
  claimsDevices,
  isOwnTaint,
  keepingTaintsOf,
  mayChoose,
  requiresSomeLabel,
  stackPools,
  untolerated,
} from "./gpu-pools";
import { type GpuTaint, gpuTaintSettings, tolerates } from "./gpu-taint";

export const gpuNodesForGpuPods: StackRule<GpuTaint> = {
  name: "gpu-nodes-for-gpu-pods",
  description: "Only pods that ask for a GPU tolerate the GPU pools' taint.",
  guardsAgainst:
    "Any other would hold a node with a GPU, and keep it from being removed. DaemonSets may, because what serves a node (driver, exporter) must run on it, and so may pods that select other nodes.",
  severity: "high",
  tags: ["gpu"],
  remediationSteps: "Remove the toleration from the pod template, or ask for nvidia.com/gpu in its limits.",
  settings: gpuTaintSettings,
  checkStack: (resources, { config, violation, notApplicable, each, gather }) => {
    const ordinary = gather(resources, (resource) => workloadsOf([resource])).filter(
      // What a patch does not ask for may be asked for by the object that it changes.
      ({ runs, isPatch }) => runs !== "on every node" && !isPatch,
    );
    if (ordinary.length === 0) notApplicable("the stack has no pods but those of DaemonSets, which serve the nodes");
    const { withGpus } = stackPools(resources, gather);
    const tainted = gather(withGpus, (pool) => (keepingTaintsOf(pool).length > 0 ? [pool] : []));
    each(ordinary, (workload) => {
      const { podSpec, resource, title } = workload;
      if (workload.needsGpu || claimsDevices(podSpec) || servesTheCluster(podSpec)) return;
      const tolerations = podSpec.tolerations ?? [];
      if (tainted.length === 0 || isOwnTaint(config)) {
        // A label of another name may be one of other nodes: only the pools would tell.
        const isElsewhere = requiresSomeLabel(podSpec) && !requiresLabel(podSpec, config.taintKey, config.taintValue);
        if (tolerates(tolerations, config) && !(isElsewhere && withGpus.length === 0))
          violation(
            `${title} tolerates ${config.taintKey}=${config.taintValue}:NoSchedule but asks for no nvidia.com/gpu`,
            resource,
          );
        return;
      }
      const open = tainted.find((pool) => mayChoose(podSpec, pool) && untolerated(pool, tolerations).length === 0);
      if (open)
        violation(
          `${title} tolerates ${keepingTaintsOf(open).map(taintText).join(" and ")} of node pool "${open.name}" but asks for no nvidia.com/gpu`,
          resource,
        );
    });
  },
};

/** Pods of Kubernetes' own classes must find a node wherever there is one; those of NVIDIA's runtime see its GPUs without asking for them. */
const servesTheCluster = ({ priorityClassName, runtimeClassName }: Workload["podSpec"]): boolean =>
  /^system-(node|cluster)-critical$/.test(priorityClassName ?? "") || /^nvidia/.test(runtimeClassName ?? "");
