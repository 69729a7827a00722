import { mostReplicas, workloadsOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

export const replicasSpread: StackRule = {
  name: "replicas-spread",
  description: "Replicas of a workload are spread over nodes or zones.",
  guardsAgainst:
    "Ten on one node are gone with it. On GPU pools a spread only prefers, because one that must be keeps nodes from being added.",
  severity: "medium",
  tags: ["hygiene"],
  remediationSteps:
    "Give the pod template topologySpreadConstraints over topology.kubernetes.io/zone or kubernetes.io/hostname; for GPU pods with whenUnsatisfiable ScheduleAnyway.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const scaled = gather(workloadsOf(resources), (workload) =>
      ["Deployment", "StatefulSet"].includes(workload.kind) && mostReplicas(workload, resources) > 1 ? [workload] : [],
    );
    if (scaled.length === 0) notApplicable("no workload has more than one replica");
    each(scaled, (workload) => {
      const { podSpec, needsGpu } = workload;
      const { topologySpreadConstraints = [], affinity = {} } = podSpec;
      const hard = topologySpreadConstraints.find(({ whenUnsatisfiable }) => whenUnsatisfiable !== "ScheduleAnyway");
      if (needsGpu && hard) {
        violation(
          `${workload.title} must be spread over ${hard.topologyKey}, which keeps GPU nodes from being added`,
          workload.resource,
        );
      }
      if (topologySpreadConstraints.length === 0 && affinity.podAntiAffinity === undefined) {
        violation(`${workload.title} may have all its replicas on one node: it has no spread`, workload.resource);
      }
    });
  },
};
