import { addressRules } from "@breakwater/cidr";
import * as pulumi from "@pulumi/pulumi";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import { ArgumentCheck, integerBetween, oneOf, type Problem } from "../../validation";
import { dnsLabel, someText } from "../rules";
import type { Flow, Peer, Port } from "./flow";
import { defaultDeny, policiesOf } from "./policies";

/** What `NetworkPolicies` takes. */
export interface NetworkPoliciesArgs {
  /** Namespaces in which nothing flows unless named, by their names. */
  namespaces: Record<string, pulumi.Input<string>>;
  /** Everybody who has a flow, by a name of our own. One in a namespace that is not isolated is somebody else's. */
  peers: Record<string, Peer>;
  /** Who may open a connection to whom, each port of a pair once. */
  flows: Flow[];
}

/**
 * Isolates namespaces: a policy in each that denies everything, and one for each group of pods with the flows that are named.
 * The kubelet's probes need no flow, because a node always reaches its own pods.
 */
export class NetworkPolicies extends pulumi.ComponentResource {
  /** Names of the policies, as `<namespace>/<name>`. */
  public readonly policyNames: string[];

  constructor(name: string, args: NetworkPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:NetworkPolicies", name, args, opts);
    checkArgs(name, args);
    const { namespaces, peers, flows } = args;
    const isolated = Object.keys(namespaces);
    const policies = [
      ...isolated.map((namespace) => defaultDeny(namespace, peers)),
      ...policiesOf(peers, flows, isolated),
    ];

    for (const policy of policies) {
      new NetworkPolicy(
        `${policy.namespace}-${policy.name}`,
        {
          metadata: {
            name: policy.name,
            namespace: namespaces[policy.namespace]!,
            labels: { "app.kubernetes.io/part-of": "breakwater" },
            annotations: { "kubernetes.io/description": policy.description, ...policy.exemptions },
          },
          spec: policy.spec,
        },
        pulumi.mergeOptions(opts, { parent: this }),
      );
    }

    this.policyNames = policies.map((policy) => `${policy.namespace}/${policy.name}`);
    this.registerOutputs({ policyNames: this.policyNames });
  }
}

/** One error with everything that is wrong with the arguments. */
function checkArgs(name: string, { namespaces, peers, flows }: NetworkPoliciesArgs): void {
  const check = new ArgumentCheck("NetworkPolicies", name);
  for (const namespace of Object.keys(namespaces)) check.input(`namespaces[${quoted(namespace)}]`, namespace, dnsLabel);
  for (const [peerName, peer] of Object.entries(peers)) checkPeer(check, peerName, peer);
  const known = oneOf(...Object.keys(peers));
  const reserved = "default-deny";
  check.together({ peers: Object.keys(peers) }, ({ peers: names }) =>
    names.includes(reserved)
      ? [
          {
            propertyPath: `peers[${quoted(reserved)}]`,
            value: reserved,
            allowed: "another name: that policy is made anyway",
          },
        ]
      : [],
  );
  flows.forEach(({ from, to, ports, why }, index) => {
    const path = `flows[${index}]`;
    check.input(`${path}.from`, from, known);
    check.input(`${path}.to`, to, known);
    check.input(`${path}.why`, why, someText);
    check.input(`${path}.ports`, ports.length, { allowed: "one port at least", accepts: (count) => count > 0 });
    ports.forEach((port, at) => check.input(`${path}.ports[${at}]`, numberOf(port), integerBetween(1, 65_535)));
  });
  check.together({ flows: flows.length }, () => conflictingFlows(namespaces, peers, flows));
  check.throwProblems();
}

function checkPeer(check: ArgumentCheck, name: string, peer: Peer): void {
  const path = `peers[${quoted(name)}]`;
  check.input(path, name, dnsLabel);
  switch (peer.kind) {
    case "pods":
      check.input(`${path}.namespace`, peer.namespace, dnsLabel);
      // No label would mean every pod of the namespace, and so also those that are nobody's.
      check.input(`${path}.labels`, Object.keys(peer.labels).length, {
        allowed: "one label at least",
        accepts: (count) => count > 0,
      });
      return;
    case "networks":
      check.each(`${path}.cidrs`, peer.cidrs, addressRules.policyNetwork);
      check.each(`${path}.except`, peer.except ?? [], addressRules.policyNetwork);
      return;
    case "nodes":
      return;
    default: {
      const unknown: { kind: Peer["kind"] } = peer satisfies never;
      check.input(`${path}.kind`, unknown.kind, oneOf("pods", "networks", "nodes"));
    }
  }
}

/** Ports of a pair that are named twice, and flows of which neither end is ours to allow. */
function conflictingFlows(
  namespaces: NetworkPoliciesArgs["namespaces"],
  peers: NetworkPoliciesArgs["peers"],
  flows: readonly Flow[],
): Problem[] {
  const isOurs = (name: string) => {
    const peer = peers[name];
    return peer?.kind === "pods" && Object.hasOwn(namespaces, peer.namespace);
  };
  const seen = new Set<string>();
  return flows.flatMap(({ from, to, ports }, index) => {
    const value = `${from} → ${to}`;
    const path = `flows[${index}]`;
    const keys = ports.map((port) => `${value} ${JSON.stringify(port)}`);
    const isNamed = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return [
      ...(isNamed ? [{ propertyPath: path, value, allowed: "without a port that a flow before it has named" }] : []),
      ...(isOurs(from) || isOurs(to) || !(from in peers && to in peers)
        ? []
        : [{ propertyPath: path, value, allowed: "a flow with an end in one of the namespaces" }]),
      // Without a word for nodes, the policy of the other end would let everybody in.
      ...(peers[from]?.kind === "nodes"
        ? [{ propertyPath: path, value, allowed: "from pods or networks: what nodes may do is not ours to say" }]
        : []),
    ];
  });
}

const numberOf = (port: Port): number => (typeof port === "number" ? port : port.port);
const quoted = (text: string): string => JSON.stringify(text);
