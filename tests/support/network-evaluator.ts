import { contains } from "@breakwater/cidr";
import { type LabelSelector, matchesLabelSelector } from "@breakwater/kubernetes-rules";
/**
 * Says what NetworkPolicies allow, as Kubernetes defines it: a pod that no policy selects is open; a selected one is reached by
 * the union of what its policies allow, and a connection needs both ends. Nodes and addresses have no policies of their own.
 */
export interface PolicyObject {
  metadata: { name: string; namespace: string };
  spec: {
    podSelector: LabelSelector;
    policyTypes: string[];
    ingress?: Rule[];
    egress?: Rule[];
  };
}

interface Rule {
  from?: RulePeer[];
  to?: RulePeer[];
  ports?: { protocol: string; port: number }[];
}

interface RulePeer {
  namespaceSelector?: LabelSelector;
  podSelector?: LabelSelector;
  ipBlock?: { cidr: string; except?: string[] };
}

/** One end of a connection. A node is what Cilium makes of it: matched by no selector and no address. */
export type End =
  { pod: string; namespace: string; labels: Record<string, string> } | { address: string } | { node: string };

export function allows(policies: readonly PolicyObject[], from: End, to: End, port: number, protocol = "TCP"): boolean {
  return side(policies, "Egress", from, to, port, protocol) && side(policies, "Ingress", to, from, port, protocol);
}

function side(
  policies: readonly PolicyObject[],
  type: "Ingress" | "Egress",
  own: End,
  other: End,
  port: number,
  protocol: string,
): boolean {
  if (!("pod" in own)) return true;
  const selecting = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === own.namespace &&
      spec.policyTypes.includes(type) &&
      matchesLabelSelector(spec.podSelector, own.labels),
  );
  if (selecting.length === 0) return true;
  const rules = selecting.flatMap(({ spec }) => (type === "Ingress" ? spec.ingress : spec.egress) ?? []);
  return rules.some((rule) => {
    const peers = type === "Ingress" ? rule.from : rule.to;
    const isPort =
      rule.ports === undefined || rule.ports.some((allowed) => allowed.port === port && allowed.protocol === protocol);
    return isPort && (peers === undefined || peers.some((peer) => isPeer(peer, own.namespace, other)));
  });
}

function isPeer({ namespaceSelector, podSelector, ipBlock }: RulePeer, ownNamespace: string, end: End): boolean {
  if (ipBlock !== undefined) {
    if (!("address" in end) || !contains(ipBlock.cidr, end.address)) return false;
    return !(ipBlock.except ?? []).some((cidr) => contains(cidr, end.address));
  }
  if (!("pod" in end)) return false;
  const isNamespace =
    namespaceSelector === undefined
      ? end.namespace === ownNamespace
      : matchesLabelSelector(namespaceSelector, { "kubernetes.io/metadata.name": end.namespace });
  return isNamespace && (podSelector === undefined || matchesLabelSelector(podSelector, end.labels));
}
