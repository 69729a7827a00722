import { type KubernetesObject, objectsOf, someKnown, type Workload, workloadsOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

/** The directions in which a NetworkPolicy denies to every pod of its namespace what no other policy allows. */
function deniedBy({ resource: { props } }: KubernetesObject): string[] {
  const { podSelector = {}, policyTypes = ["Ingress"], ingress = [], egress = [] } = props.spec ?? {};
  if (Object.keys(podSelector.matchLabels ?? {}).length > 0 || (podSelector.matchExpressions ?? []).length > 0)
    return [];
  return policyTypes.filter((type: string) => (type === "Ingress" ? ingress : egress).length === 0);
}

export const namespaceDefaultDeny: StackRule = {
  name: "namespace-default-deny",
  description: "Every namespace with workloads denies all traffic that no policy names, in both directions.",
  guardsAgainst: "A pod that is taken over reaches nothing else.",
  severity: "high",
  tags: ["hygiene"],
  remediationSteps:
    "Add a NetworkPolicy with an empty podSelector and policyTypes [Ingress, Egress], and one for each flow that is needed.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    // The namespace of what a patch changes may be somebody else's.
    const workloads = workloadsOf(resources).filter(({ isPatch }) => !isPatch);
    if (workloads.length === 0) notApplicable("the stack has no workload");
    const policies = objectsOf(resources, "kubernetes:networking.k8s.io:NetworkPolicy");
    const first = new Map<string, Workload>();
    for (const { namespace, workload } of gather(workloads, (each) => [
      { namespace: each.namespace, workload: each },
    ])) {
      if (!first.has(namespace)) first.set(namespace, workload);
    }
    each(first, ([namespace, { resource }]) => {
      const open = ["Ingress", "Egress"].filter(
        (direction) =>
          !someKnown(policies, (policy) => policy.namespace === namespace && deniedBy(policy).includes(direction)),
      );
      if (open.length > 0) violation(`Namespace "${namespace}" has no default deny of ${open.join(" and ")}`, resource);
    });
  },
};
