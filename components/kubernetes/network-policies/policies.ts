import type { types } from "@pulumi/kubernetes";
import { lintExemptions } from "../lint-exemptions";
import type { Flow, Peer, PodPeer, Port } from "./flow";

type NetworkPolicySpec = types.input.networking.v1.NetworkPolicySpec;
type NetworkPolicyPeer = types.input.networking.v1.NetworkPolicyPeer;

/** A policy as plain data. */
export interface Policy {
  name: string;
  /** Name of the namespace. */
  namespace: string;
  /** What the policy is for, in one sentence a flow. */
  description: string;
  /** What public linters are told, who see no pods for it. Default: nothing. */
  exemptions?: Record<string, string>;
  spec: NetworkPolicySpec;
}

/** What holds for every pod of a namespace that no other policy speaks of: nothing in, nothing out. */
export function defaultDeny(namespace: string, peers: Readonly<Record<string, Peer>>): Policy {
  const there = Object.values(peers).filter((peer) => peer.kind === "pods" && peer.namespace === namespace);
  return {
    name: "default-deny",
    namespace,
    description: "Nothing in, nothing out, but what another policy names.",
    exemptions: exemptionsOf(there as PodPeer[]),
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  };
}

/** Of a policy whose pods all come by charts, which a linter of the program's own manifests does not see. */
function exemptionsOf(pods: readonly PodPeer[]): Record<string, string> | undefined {
  const releases = pods.map(({ release }) => release);
  if (releases.some((release) => release === undefined)) return undefined;
  const from = [...new Set(releases)].join(", ");
  return lintExemptions({ "networkpolicy-targets-pod": `Its pods are those of a chart: ${from || "none of a flow"}.` });
}

/**
 * The policies of the peers in `namespaces`: one a peer that has a flow, called as the peer, with all of its flows in and out. A
 * flow between two of ours stands in both, because both ends must allow it; of a flow with somebody else our end stands alone.
 */
export function policiesOf(
  peers: Readonly<Record<string, Peer>>,
  flows: readonly Flow[],
  namespaces: readonly string[],
): Policy[] {
  return Object.entries(peers).flatMap(([name, peer]) => {
    if (peer.kind !== "pods" || !namespaces.includes(peer.namespace)) return [];
    const incoming = flows.filter(({ to }) => to === name);
    const outgoing = flows.filter(({ from }) => from === name);
    if (incoming.length + outgoing.length === 0) return [];
    return [policyOf(name, peer, incoming, outgoing, peers)];
  });
}

function policyOf(
  name: string,
  peer: PodPeer,
  incoming: readonly Flow[],
  outgoing: readonly Flow[],
  peers: Readonly<Record<string, Peer>>,
): Policy {
  const { namespace, labels } = peer;
  const sentences = [
    ...incoming.map(({ from, why }) => `From ${from}: ${why}.`),
    ...outgoing.map(({ to, why }) => `To ${to}: ${why}.`),
  ];
  return {
    name,
    namespace,
    description: sentences.join(" "),
    exemptions: exemptionsOf([peer]),
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ["Ingress", "Egress"],
      ingress: incoming.map(({ from, ports }) => ({ ...withPeers("from", peers[from]!), ports: ports.map(portOf) })),
      egress: outgoing.map(({ to, ports }) => ({ ...withPeers("to", peers[to]!), ports: ports.map(portOf) })),
    },
  };
}

/** The one end of a rule; none at all for nodes, which is how a rule means them. */
function withPeers<Side extends "from" | "to">(side: Side, peer: Peer): Partial<Record<Side, NetworkPolicyPeer[]>> {
  const selectors = selectorsOf(peer);
  return selectors === undefined ? {} : ({ [side]: selectors } as Record<Side, NetworkPolicyPeer[]>);
}

function selectorsOf(peer: Peer): NetworkPolicyPeer[] | undefined {
  switch (peer.kind) {
    case "pods":
      return [
        {
          // The API server itself puts this label on every namespace.
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": peer.namespace } },
          podSelector: { matchLabels: peer.labels },
        },
      ];
    case "networks":
      return peer.cidrs.map((cidr) => ({
        ipBlock: { cidr, ...(peer.except === undefined ? {} : { except: peer.except }) },
      }));
    case "nodes":
      return undefined;
  }
}

const portOf = (port: Port): types.input.networking.v1.NetworkPolicyPort =>
  typeof port === "number" ? { protocol: "TCP", port } : { protocol: port.protocol, port: port.port };
