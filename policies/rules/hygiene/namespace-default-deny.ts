import {
  type Direction,
  directions,
  findKnown,
  ifKnown,
  type NetworkPolicy,
  networkPoliciesOf,
  otherNetworkPoliciesOf,
  someKnown,
  type Workload,
  workloadsOf,
} from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

/** Namespaces of Kubernetes' and AKS' own pods, which a deny would cut off from what the provider has them do. */
const managed = /^(kube-.+|aks-.+|gatekeeper-system|calico-system|tigera-operator|app-routing-system)$/;

export const namespaceDefaultDeny: StackRule = {
  name: "namespace-default-deny",
  description: "Every namespace with workloads denies all traffic that no policy names, in both directions.",
  guardsAgainst:
    "A pod that is taken over reaches nothing else. Policies add up: beside one that allows everything to every pod, a default deny denies nothing.",
  severity: "high",
  tags: ["hygiene"],
  remediationSteps:
    "Add a NetworkPolicy with an empty podSelector and policyTypes [Ingress, Egress], and one for each flow that is needed; remove one that allows everything to every pod.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const governed = gather(workloadsOf(resources), (workload) =>
      // The namespace of what a patch changes may be somebody else's; on the host's network no policy governs a pod.
      workload.isPatch || managed.test(workload.namespace) || workload.podSpec.hostNetwork === true ? [] : [workload],
    );
    if (governed.length === 0) notApplicable("the stack has no workload that network policies govern");
    const others = otherNetworkPoliciesOf(resources);
    const judged = [...byNamespace(governed)].filter(
      ([namespace]) => !someKnown(others, (other) => other.isOfCluster || other.namespace === namespace),
    );
    if (judged.length === 0) notApplicable(`what ${others[0]!.title} denies is not known here`);
    const policies = networkPoliciesOf(resources);
    each(judged, ([namespace, workloads]) => {
      const without: { direction: Direction; workload: Workload }[] = [];
      each(directions, (direction) => {
        if (hasDefaultDeny(policies, direction, workloads)) {
          const allowing = findKnown(policies, (policy) =>
            allHold(
              () => isForAll(policy, workloads),
              () => policy.allowsAll(direction),
            ),
          );
          if (allowing !== undefined) {
            violation(
              `Namespace "${namespace}" is open: ${allowing.title} allows all ${direction} to every pod, and beside it a default deny denies nothing`,
              allowing.resource,
            );
          }
        } else {
          const workload = findKnown(workloads, (candidate) => !isIsolated(policies, direction, candidate));
          if (workload !== undefined) without.push({ direction, workload });
        }
      });
      const [first] = without;
      if (first === undefined) return;
      const named = without.map(({ direction }) => direction).join(" and ");
      violation(`Namespace "${namespace}" has no default deny of ${named}`, first.workload.resource);
    });
  },
};

function byNamespace(workloads: readonly Workload[]): Map<string, Workload[]> {
  const grouped = new Map<string, Workload[]>();
  for (const workload of workloads)
    grouped.set(workload.namespace, [...(grouped.get(workload.namespace) ?? []), workload]);
  return grouped;
}

/** Whether a policy is about every pod of the workloads' namespace, whatever comes into it. */
const isForAll = (policy: NetworkPolicy, workloads: readonly Workload[]): boolean =>
  workloads.every((workload) => policy.selects(workload)) && !policy.namesPods;

/** Whether a policy leaves something of a direction denied. */
const denies = (policy: NetworkPolicy, direction: Direction): boolean =>
  policy.governs(direction) && !policy.allowsAll(direction);

const hasDefaultDeny = (
  policies: readonly NetworkPolicy[],
  direction: Direction,
  workloads: readonly Workload[],
): boolean => someKnown(policies, (policy) => isForAll(policy, workloads) && denies(policy, direction));

/** Whether policies about its own pods isolate a workload as a default deny would. */
const isIsolated = (policies: readonly NetworkPolicy[], direction: Direction, workload: Workload): boolean =>
  someKnown(policies, (policy) => policy.selects(workload) && denies(policy, direction)) &&
  !someKnown(policies, (policy) =>
    allHold(
      () => policy.selects(workload),
      () => policy.allowsAll(direction),
    ),
  );

/** Whether all conditions hold. One that is not known matters only where none is known not to hold. */
const allHold = (...conditions: (() => boolean)[]): boolean =>
  !conditions.some((condition) => ifKnown(condition) === false) && conditions.every((condition) => condition());
