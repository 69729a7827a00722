import { networkPoliciesOf, otherNetworkPoliciesOf } from "./network-policies";
import type { Properties } from "./resource";
import { resource, withUnknown } from "./testing/resources";

const metadata = { name: "deny", namespace: "production" };
const policy = (spec: Properties) =>
  networkPoliciesOf([resource("kubernetes:networking.k8s.io/v1:NetworkPolicy", { metadata, spec })])[0]!;
const pods = { namespace: "production", podLabels: { app: "shop" } };
const elsewhere = { ...pods, namespace: "development" };

test.each<[shows: string, spec: Properties, ingress: boolean, egress: boolean]>([
  ["nothing: Ingress", {}, true, false],
  ["an empty list: Ingress", { policyTypes: [] }, true, false],
  ["nothing, and a rule of Egress: both", { egress: [{}] }, true, true],
  ["Egress", { policyTypes: ["Egress"] }, false, true],
  ["both", { policyTypes: ["Ingress", "Egress"] }, true, true],
])("it governs by %s", (_, spec, ingress, egress) => {
  expect([policy(spec).governs("Ingress"), policy(spec).governs("Egress")]).toEqual([ingress, egress]);
});

test.each<[shows: string, podSelector: Properties | undefined, selects: boolean, namesPods: boolean]>([
  ["no selector: all", undefined, true, false],
  ["an empty one: all", {}, true, false],
  ["its label", { matchLabels: { app: "shop" } }, true, true],
  ["another value", { matchLabels: { app: "worker" } }, false, true],
  ["In", { matchExpressions: [{ key: "app", operator: "In", values: ["shop"] }] }, true, true],
  ["Exists", { matchExpressions: [{ key: "app", operator: "Exists" }] }, true, false],
  ["NotIn", { matchExpressions: [{ key: "app", operator: "NotIn", values: ["shop"] }] }, false, false],
])("it selects by %s", (_, podSelector, selects, namesPods) => {
  expect(policy({ podSelector }).selects(pods)).toBe(selects);
  expect(policy({ podSelector }).selects(elsewhere)).toBe(false);
  expect(policy({ podSelector }).namesPods).toBe(namesPods);
});

test.each<[shows: string, rule: Properties, all: boolean]>([
  ["an empty rule", {}, true],
  ["everybody on one port", { ports: [{ port: 80 }] }, false],
  ["everybody on all of TCP", { ports: [{ port: 53, protocol: "UDP" }, { protocol: "TCP" }] }, true],
  ["everybody on every number", { ports: [{ port: 1, endPort: 65_535 }] }, true],
  ["everybody on most numbers", { ports: [{ port: 1024, endPort: 65_535 }] }, false],
  ["every namespace", { from: [{ namespaceSelector: {} }] }, true],
  [
    "some pods of every namespace",
    { from: [{ namespaceSelector: {}, podSelector: { matchLabels: { a: "b" } } }] },
    false,
  ],
  ["the own namespace", { from: [{ podSelector: {} }] }, false],
  ["every address", { from: [{ ipBlock: { cidr: "::/0" } }] }, true],
  ["every address but some", { from: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }] }, false],
])("%s is all: %#", (_, rule, all) => {
  expect(policy({ ingress: [rule] }).allowsAll("Ingress")).toBe(all);
  expect(policy({ policyTypes: ["Egress"], ingress: [rule] }).allowsAll("Ingress")).toBe(false);
});

test("what does not matter is not read", () => {
  const unknown = policy(withUnknown({ policyTypes: ["Ingress"] }, "podSelector"));
  expect([unknown.governs("Egress"), unknown.selects(elsewhere)]).toEqual([false, false]);
  expect(() => unknown.selects(pods)).toThrow("can't be known during preview");
  expect(
    policy({ podSelector: {} }).selects(withUnknown({ namespace: "production" }, "podLabels") as typeof pods),
  ).toBe(true);
});

test("a selector that Kubernetes refuses is said", () => {
  const near = { podSelector: { matchExpressions: [{ key: "app", operator: "Near" }] } };
  expect(() => policy(near).selects(pods)).toThrow(
    /^NetworkPolicy "production\/deny": spec\.podSelector = .*Near.* must be one that Kubernetes takes: .+/,
  );
  expect(() => policy({ podSelector: { matchExpressions: [{ key: "app" }] } }).selects(pods)).toThrow(
    "spec.podSelector.matchExpressions[0].operator is missing; it must be In, NotIn, Exists or DoesNotExist",
  );
});

test("policies of other makers are told from those of Kubernetes", () => {
  const types = [
    "networking.k8s.io/v1:NetworkPolicy",
    "cilium.io/v2:CiliumNetworkPolicy",
    "cilium.io/v2:CiliumClusterwideNetworkPolicy",
    "crd.projectcalico.org/v1:NetworkPolicy",
    "policy.networking.k8s.io/v1alpha1:AdminNetworkPolicy",
    "apps/v1:Deployment",
  ];
  const others = otherNetworkPoliciesOf(types.map((type) => resource(`kubernetes:${type}`, { metadata })));
  expect(others.map(({ title, isOfCluster }) => [title.split(" ")[0], isOfCluster])).toEqual([
    ["CiliumNetworkPolicy", false],
    ["CiliumClusterwideNetworkPolicy", true],
    ["NetworkPolicy", false],
    ["AdminNetworkPolicy", true],
  ]);
});
