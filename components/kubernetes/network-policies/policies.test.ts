import fc from "fast-check";
import { allows, type End, type PolicyObject } from "../../../tests/support/network-evaluator";
import type { Flow, Peer } from "./flow";
import { defaultDeny, type Policy, policiesOf } from "./policies";

const peers = {
  web: { kind: "pods", namespace: "shop", labels: { app: "web" } },
  store: { kind: "pods", namespace: "data", labels: { app: "store" } },
  dns: { kind: "pods", namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  internet: { kind: "networks", cidrs: ["0.0.0.0/0"], except: ["10.0.0.0/8"] },
  nodes: { kind: "nodes" },
} satisfies Record<string, Peer>;
const isolated = ["shop", "data"];

/** As the API server has them. */
const objects = (policies: readonly Policy[]) =>
  policies.map(({ name, namespace, spec }) => ({ metadata: { name, namespace }, spec })) as unknown as PolicyObject[];
const policiesFor = (flows: Flow[]) =>
  objects([...isolated.map((namespace) => defaultDeny(namespace, peers)), ...policiesOf(peers, flows, isolated)]);

const ends: Record<keyof typeof peers, End> = {
  web: { pod: "web", namespace: "shop", labels: { app: "web", "pod-template-hash": "1" } },
  store: { pod: "store", namespace: "data", labels: { app: "store" } },
  dns: { pod: "dns", namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  internet: { address: "203.0.113.7" },
  nodes: { node: "aks-cpu1-0" },
};
const names = Object.keys(ends) as (keyof typeof ends)[];

test("without a flow nothing is allowed in or out of the namespaces, and all between others is", () => {
  const policies = policiesFor([]);
  expect(allows(policies, ends.web, ends.store, 6379)).toBe(false);
  expect(allows(policies, ends.web, ends.internet, 443)).toBe(false);
  expect(allows(policies, ends.internet, ends.web, 8080)).toBe(false);
  expect(allows(policies, ends.dns, ends.internet, 53)).toBe(true);
});

test("a pod that is nobody's peer stays denied beside one that has flows", () => {
  const policies = policiesFor([{ from: "web", to: "store", ports: [6379], why: "sessions" }]);
  const stray: End = { pod: "stray", namespace: "shop", labels: { app: "stray" } };
  expect(allows(policies, stray, ends.store, 6379)).toBe(false);
  expect(allows(policies, ends.web, ends.store, 6379)).toBe(true);
});

test("a flow between two of ours stands in the policies of both, each called as its peer, with what it is for", () => {
  const policies = policiesOf(peers, [{ from: "web", to: "store", ports: [6379], why: "sessions" }], isolated);
  expect(policies.map(({ namespace, name, description }) => [namespace, name, description])).toEqual([
    ["shop", "web", "To store: sessions."],
    ["data", "store", "From web: sessions."],
  ]);
});

test("a linter that does not see a chart's pods is told where they are, and of our own pods nothing", () => {
  const withChart = { ...peers, operator: { ...peers.store, labels: { app: "operator" }, release: "keda" } };
  const reasonOf = ({ exemptions }: Policy) => exemptions?.["lint.breakwater.dev/networkpolicy-targets-pod"];
  expect(reasonOf(defaultDeny("shop", withChart))).toBeUndefined();
  expect(reasonOf(defaultDeny("data", withChart))).toBeUndefined();
  expect(reasonOf(defaultDeny("data", { operator: withChart.operator }))).toBe("Its pods are those of a chart: keda.");
  const [operator, web] = policiesOf(withChart, [{ from: "operator", to: "web", ports: [80], why: "" }], isolated).sort(
    (a, b) => a.name.localeCompare(b.name),
  );
  expect([reasonOf(operator!), reasonOf(web!)]).toEqual(["Its pods are those of a chart: keda.", undefined]);
});

test("somebody else's namespace gets no policy: it would deny there what we know nothing of", () => {
  const policies = policiesOf(
    peers,
    [{ from: "web", to: "dns", ports: [{ port: 53, protocol: "UDP" }], why: "names" }],
    isolated,
  );
  expect(policies.map(({ name }) => name)).toEqual(["web"]);
});

test("a network without a part of it", () => {
  const policies = policiesFor([{ from: "web", to: "internet", ports: [443], why: "models" }]);
  expect(allows(policies, ends.web, { address: "203.0.113.7" }, 443)).toBe(true);
  expect(allows(policies, ends.web, { address: "10.20.0.4" }, 443)).toBe(false);
});

test("nodes are reached although no selector and no address means them", () => {
  const policies = policiesFor([{ from: "web", to: "nodes", ports: [10_250], why: "kubelet" }]);
  expect(allows(policies, ends.web, ends.nodes, 10_250)).toBe(true);
  expect(allows(policies, ends.web, ends.nodes, 22)).toBe(false);
});

describe("whatever the flows are", () => {
  const flow = fc
    .record({
      from: fc.constantFrom(...names.filter((name) => name !== "nodes")),
      to: fc.constantFrom(...names.filter((name) => name !== "nodes")),
      ports: fc.uniqueArray(fc.constantFrom<number[]>(80, 443, 6379), { minLength: 1 }),
      why: fc.constant("because"),
    })
    .filter(({ from, to }) => from !== to && [from, to].some((name) => name === "web" || name === "store"));
  const flows = fc.uniqueArray(flow, { selector: ({ from, to }) => `${from} ${to}`, maxLength: 8 });

  test("each of them is allowed and, of what touches the namespaces, nothing else", () => {
    fc.assert(
      fc.property(flows, (named) => {
        const policies = policiesFor(named);
        for (const from of names)
          for (const to of names)
            for (const port of [80, 443, 6379]) {
              if (from === to || ![from, to].some((name) => name === "web" || name === "store")) continue;
              const isNamed = named.some(
                (candidate) => candidate.from === from && candidate.to === to && candidate.ports.includes(port),
              );
              expect([from, to, port, allows(policies, ends[from], ends[to], port)]).toEqual([from, to, port, isNamed]);
            }
      }),
    );
  });
});
