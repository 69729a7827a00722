import { type KubernetesObject, objectsOf, workloadsOf } from "@breakwater/plan-views";
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
  checkStack: (resources, { violation, notApplicable }) => {
    const workloads = workloadsOf(resources);
    if (workloads.length === 0) notApplicable("the stack has no workload");
    const policies = objectsOf(resources, "kubernetes:networking.k8s.io:NetworkPolicy");
    for (const namespace of new Set(workloads.map((workload) => workload.namespace))) {
      const denied = policies.filter((policy) => policy.namespace === namespace).flatMap(deniedBy);
      const open = ["Ingress", "Egress"].filter((direction) => !denied.includes(direction));
      const { resource } = workloads.find((workload) => workload.namespace === namespace)!;
      if (open.length > 0) violation(`Namespace "${namespace}" has no default deny of ${open.join(" and ")}`, resource);
    }
  },
};
