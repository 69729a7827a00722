import { registerObjects } from "../../../tests/support/kubernetes-objects";
import type { Flow, Peer } from "./flow";
import { NetworkPolicies, type NetworkPoliciesArgs } from "./network-policies";

const policy = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const web: Peer = { kind: "pods", namespace: "shop", labels: { app: "web" } };
const internet: Peer = { kind: "networks", cidrs: ["0.0.0.0/0"] };
const args: NetworkPoliciesArgs = {
  namespaces: { shop: "shop" },
  peers: { web, internet },
  flows: [{ from: "internet", to: "web", ports: [8080], why: "requests" }],
};
const register = (changed: Partial<NetworkPoliciesArgs> = {}) =>
  registerObjects([policy], () => new NetworkPolicies("isolation", { ...args, ...changed }));

test("registers what denies and what is named, with what it is for", async () => {
  expect.assertions(2);
  const { component, types } = await register();
  expect(types).toEqual([policy, policy]);
  expect(component.policyNames).toEqual(["shop/default-deny", "shop/web"]);
});

test("a namespace without a flow is closed all the same", async () => {
  expect.assertions(1);
  const { object } = await register({ flows: [] });
  expect(object(policy)).toMatchObject({
    metadata: { name: "default-deny", namespace: "shop" },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  });
});

const flow: Flow = { from: "web", to: "internet", ports: [443], why: "models" };
test.each<[string, Partial<NetworkPoliciesArgs>, string]>([
  [
    "a peer that is not named",
    { flows: [{ ...flow, to: "intranet" }] },
    'flows[0].to: "intranet" must be one of web, internet',
  ],
  ["a flow without a reason", { flows: [{ ...flow, why: "" }] }, 'flows[0].why: "" must be a text'],
  ["a flow without a port", { flows: [{ ...flow, ports: [] }] }, "flows[0].ports: 0 must be one port at least"],
  [
    "a port that is none",
    { flows: [{ ...flow, ports: [0] }] },
    "flows[0].ports[0]: 0 must be an integer from 1 to 65535",
  ],
  [
    "a port that is named twice",
    { flows: [flow, { ...flow, ports: [5671, 443] }] },
    'flows[1]: "web → internet" must be without a port that a flow before it has named',
  ],
  [
    "a flow that is not ours to allow",
    { flows: [{ ...flow, from: "internet" }] },
    'flows[0]: "internet → internet" must be a flow with an end in one of the namespaces',
  ],
  [
    "nodes that open connections",
    { peers: { web, nodes: { kind: "nodes" } }, flows: [{ ...flow, from: "nodes", to: "web" }] },
    'flows[0]: "nodes → web" must be from pods or networks',
  ],
  [
    "pods by no label at all",
    { peers: { web: { ...web, labels: {} }, internet } },
    'peers["web"].labels: 0 must be one label at least',
  ],
  [
    "a network that is none",
    { peers: { web, internet: { kind: "networks", cidrs: ["10.0.0.0/33"] } } },
    'peers["internet"].cidrs[0]: "10.0.0.0/33" must be an IPv4 network',
  ],
  [
    "a network that is named by another address than its first",
    { peers: { web, internet: { ...internet, except: ["10.0.0.1/8"] } } },
    'peers["internet"].except[0]: "10.0.0.1/8" must be an IPv4 network from /0 to /32 named by its first address, here 10.0.0.0/8',
  ],
  ["the name of the policy that denies", { peers: { "default-deny": web }, flows: [] }, "must be another name"],
  [
    "a namespace that is no label",
    { namespaces: { Shop: "Shop" }, flows: [] },
    'namespaces["Shop"]: "Shop" must be a DNS label',
  ],
])("refuses %s", async (_case, changed, message) => {
  expect.assertions(1);
  await expect(register(changed)).rejects.toThrow(message);
});
