import {
  antiAffinitiesOf,
  findKnown,
  isReplicated,
  mostReplicas,
  type Apartness,
  type Resource,
  type SpreadConstraint,
  spreadsOf,
  workloadsOf,
} from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { topologyOf } from "./node-labels";

export const replicasSpread: StackRule = {
  name: "replicas-spread",
  description: "Replicas of a workload are spread over nodes or zones.",
  guardsAgainst:
    "Ten on one node are gone with it. On GPU pools a spread over zones only prefers, because one that must be keeps nodes from being added.",
  severity: "medium",
  tags: ["hygiene"],
  remediationSteps:
    "Give the pod template topologySpreadConstraints over topology.kubernetes.io/zone or kubernetes.io/hostname, with a labelSelector of its own labels; for GPU pods with whenUnsatisfiable ScheduleAnyway.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const scaled = gather(workloadsOf(resources), (workload) => {
      const most = isReplicated(workload) ? mostReplicas(workload, resources) : 0;
      return most > 1 ? [{ workload, most }] : [];
    });
    if (scaled.length === 0) notApplicable("no workload has more than one replica");
    each(scaled, ({ workload, most }) => {
      const { title, resource, needsGpu } = workload;
      const spreads = spreadsOf(workload);
      // A node of its own is always a place that is free, so that a spread over nodes keeps none from being added.
      const hard = spreads.find(({ required, topologyKey }) => required && topologyKey !== "kubernetes.io/hostname");
      if (needsGpu && hard)
        violation(`${title} must be spread over ${hard.topologyKey}, which keeps GPU nodes from being added`, resource);
      const apart = [...spreads, ...antiAffinitiesOf(workload)];
      if (apart.length === 0) {
        violation(`${title} may have all its replicas on one node: it has no spread`, resource);
        return;
      }
      const judge = (each: Apartness) => idleBecause(each, spreads, most, resources);
      const effective = findKnown(apart, (each) => judge(each) === undefined);
      if (effective !== undefined) return;
      const reasons = [
        ...new Set(apart.map((each) => `the one over ${each.topologyKey} does nothing, because ${judge(each)}`)),
      ];
      violation(`${title} may have all its replicas on one node: of its spread ${reasons.join(", and ")}`, resource);
    });
  },
};

/** Why something that should keep pods apart does not; `undefined` where it does. */
function idleBecause(
  apart: Apartness | SpreadConstraint,
  spreads: readonly SpreadConstraint[],
  mostReplicas: number,
  resources: readonly Resource[],
): string | undefined {
  const topology = topologyOf(apart.topologyKey, resources);
  if (topology !== "places")
    return topology === "no node has it" ? "no node has that label" : "all nodes have the same value of it";
  if (!apart.countsOwn()) return "its labelSelector selects none of the workload's own pods";
  if (!("maxSkew" in apart)) return undefined;
  if (apart.required) {
    // It is never scored, only refused beyond the skew (pkg/scheduler/framework/plugins/podtopologyspread of k8s.io/kubernetes v1.36.3).
    return apart.maxSkew >= mostReplicas
      ? `its maxSkew ${apart.maxSkew} lets all ${mostReplicas} replicas stand together`
      : undefined;
  }
  // The scheduler scores only nodes that have the labels of all constraints which prefer (the same, `initPreScoreState`).
  const missing = spreads.find(
    ({ required, topologyKey }) => !required && topologyOf(topologyKey, resources) === "no node has it",
  );
  return (
    missing && `another one is over ${missing.topologyKey}, which no node has, and the scheduler then scores no node`
  );
}
