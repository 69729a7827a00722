import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { namespaceDefaultDeny } from "./namespace-default-deny";

const policy = (spec: Properties, namespace = "production", name = "policy") =>
  resource("kubernetes:networking.k8s.io/v1:NetworkPolicy", `${name}-${JSON.stringify(spec)}`, {
    metadata: { name, namespace },
    spec,
  });
const both = ["Ingress", "Egress"];
const deny = policy({ podSelector: {}, policyTypes: both }, "production", "deny");
const allow = (spec: Properties, namespace?: string) => policy({ podSelector: {}, ...spec }, namespace, "allow");
const from = (...peers: Properties[]) => allow({ ingress: [{ from: peers }] });
const to = (...peers: Properties[]) => allow({ policyTypes: ["Egress"], egress: [{ to: peers }] });
const onPorts = (...ports: Properties[]) => allow({ ingress: [{ ports }] });
const label = "app.kubernetes.io/name";
const shop = { matchLabels: { [label]: "shop" } };
const worker = deployment({}, {}, { name: "worker" });
const other = (type: string, metadata: Properties = { name: "all" }) =>
  resource(`kubernetes:${type}`, "all", { metadata, spec: {} });
const opened = (direction: string) =>
  `Namespace "production" is open: NetworkPolicy "production/allow" allows all ${direction} to every pod`;
const none = (directions: string) => `Namespace "production" has no default deny of ${directions}`;

judgesAs(namespaceDefaultDeny, [
  ["both directions in one", [deployment(), deny], []],
  [
    "both directions in two",
    [deployment(), policy({ podSelector: {} }), policy({ podSelector: {}, policyTypes: ["Egress"] })],
    [],
  ],
  ["without podSelector, which is all pods", [deployment(), policy({ policyTypes: both })], []],
  ["no workload", [deny], ["not applicable"]],
  ["none", [deployment()], [none("Ingress and Egress")]],
  ["one direction", [deployment(), policy({ podSelector: {} })], [none("Egress")]],
  ["no types and a rule of Egress: both", [deployment(), policy({ egress: [{ to: [{ podSelector: {} }] }] })], []],
  ["an empty list of types is none", [deployment(), policy({ policyTypes: [] })], [none("Egress")]],
  [
    "a rule of a direction that it is not about",
    [deployment(), deny, allow({ policyTypes: ["Ingress"], egress: [{}] })],
    [],
  ],
  [
    "name resolution only, which denies the rest",
    [deployment(), policy({ policyTypes: both, egress: [{ ports: [{ port: 53, protocol: "UDP" }] }] })],
    [],
  ],
  [
    "a policy of some pods",
    [deployment(), policy({ podSelector: { matchLabels: { a: "b" } }, policyTypes: both })],
    [none("Ingress and Egress")],
  ],
  [
    "policies of all pods there are",
    [
      deployment(),
      worker,
      policy({ podSelector: shop, policyTypes: both }),
      policy({ podSelector: { matchLabels: { [label]: "worker" } }, policyTypes: both }),
    ],
    [],
  ],
  [
    "a policy of one of two",
    [deployment(), worker, policy({ podSelector: shop, policyTypes: both })],
    [none("Ingress and Egress")],
  ],
  [
    "by an expression that all pods meet",
    [
      deployment(),
      worker,
      policy({ podSelector: { matchExpressions: [{ key: label, operator: "Exists" }] }, policyTypes: both }),
    ],
    [],
  ],
  [
    "one that allows everything, and no other",
    [deployment(), policy({ podSelector: {}, ingress: [{}], policyTypes: both })],
    [none("Ingress")],
  ],
  [
    "beside one that allows everything",
    [deployment(), deny, allow({ policyTypes: both, ingress: [{}], egress: [{}] })],
    [opened("Ingress"), opened("Egress")],
  ],
  [
    "beside one that lets everything out",
    [deployment(), deny, allow({ policyTypes: ["Egress"], egress: [{}] })],
    [opened("Egress")],
  ],
  ["beside an empty list of peers, which is everybody", [deployment(), deny, from()], [opened("Ingress")]],
  ["beside every pod of the cluster", [deployment(), deny, from({ namespaceSelector: {} })], [opened("Ingress")]],
  [
    "beside every pod of every named namespace",
    [
      deployment(),
      deny,
      to({
        namespaceSelector: { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "Exists" }] },
        podSelector: {},
      }),
    ],
    [opened("Egress")],
  ],
  [
    "beside every address",
    [deployment(), deny, to({ ipBlock: { cidr: "10.0.0.0/8" } }, { ipBlock: { cidr: "0.0.0.0/0" } })],
    [opened("Egress")],
  ],
  ["beside all of TCP", [deployment(), deny, onPorts({ protocol: "TCP" })], [opened("Ingress")]],
  ["beside every number", [deployment(), deny, onPorts({ port: 1, endPort: 65535 })], [opened("Ingress")]],
  ["beside one port", [deployment(), deny, onPorts({ port: 8080 })], []],
  ["beside all of UDP", [deployment(), deny, onPorts({ protocol: "UDP" })], []],
  ["beside the pods of the namespace", [deployment(), deny, from({ podSelector: {} })], []],
  ["beside a namespace", [deployment(), deny, from({ namespaceSelector: { matchLabels: { team: "shop" } } })], []],
  [
    "beside some pods of all namespaces",
    [deployment(), deny, from({ namespaceSelector: {}, podSelector: { matchLabels: { role: "prober" } } })],
    [],
  ],
  [
    "beside the internet without private addresses",
    [deployment(), deny, to({ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } })],
    [],
  ],
  [
    "beside everything for one app",
    [deployment(), worker, deny, allow({ podSelector: shop, policyTypes: ["Egress"], egress: [{}] })],
    [],
  ],
  [
    "beside everything for whatever has a name",
    [
      deployment(),
      worker,
      deny,
      allow({
        podSelector: { matchExpressions: [{ key: label, operator: "Exists" }] },
        policyTypes: ["Egress"],
        egress: [{}],
      }),
    ],
    [opened("Egress")],
  ],
  ["beside everything in another namespace", [deployment(), deny, allow({ ingress: [{}] }, "sandbox")], []],
  [
    "its pods' own policies, of which one allows everything",
    [
      deployment(),
      policy({ podSelector: shop, policyTypes: both }),
      allow({ podSelector: shop, policyTypes: ["Egress"], egress: [{}] }),
    ],
    [none("Egress")],
  ],
  ["pods on the host's network, which no policy governs", [deployment({ hostNetwork: true })], ["not applicable"]],
  [
    "kube-system, where the provider's own pods are",
    [deployment({}, {}, { namespace: "kube-system" })],
    ["not applicable"],
  ],
  ["a patch of somebody else's", [{ ...deployment(), type: "kubernetes:apps/v1:DeploymentPatch" }], ["not applicable"]],
  [
    "policies of Cilium in the namespace",
    [deployment(), other("cilium.io/v2:CiliumNetworkPolicy", { name: "all", namespace: "production" })],
    ["not applicable: what CiliumNetworkPolicy"],
  ],
  [
    "policies of Cilium in another namespace",
    [deployment(), other("cilium.io/v2:CiliumNetworkPolicy", { name: "all", namespace: "sandbox" })],
    [none("Ingress and Egress")],
  ],
  ...[
    "cilium.io/v2:CiliumClusterwideNetworkPolicy",
    "crd.projectcalico.org/v1:GlobalNetworkPolicy",
    "policy.networking.k8s.io/v1alpha1:BaselineAdminNetworkPolicy",
    "policy.networking.k8s.io/v1alpha1:AdminNetworkPolicy",
  ].map((type): [string, Resource[], string[]] => [
    `${type}, of the whole cluster`,
    [deployment(), other(type)],
    ["not applicable"],
  ]),
]);
