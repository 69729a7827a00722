import { cpuTemplate, workload } from "../testing/samples";
import { Cluster, type Node } from "./cluster";
import { isAllowed } from "./fit";
import type { PodTemplate } from "./pod-template";

const zone = "topology.kubernetes.io/zone";
const host = "kubernetes.io/hostname";
const term = (topologyKey: string, labelSelector: object) => ({
  requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector }],
});
const [everybody, nobody] = [{}, { matchLabels: { app: "none" } }];
const away = (key: string, selector: object = everybody) =>
  workload("away", {}, { spec: { affinity: { podAntiAffinity: term(key, selector) } } });
const beside = (key: string, selector: object = everybody) =>
  workload("beside", {}, { spec: { affinity: { podAffinity: term(key, selector) } } });
const plain = workload("plain", {});

/** Two nodes of one zone and one of another; a pod stands on the first. */
function standing(pod: PodTemplate): { cluster: Cluster; nodes: Node[] } {
  const cluster = new Cluster();
  const nodes = ["z1", "z1", "z2"].map((of) => cluster.addNode(cpuTemplate("p", of)));
  cluster.bind(cluster.addPod(pod, 0), nodes[0]!, 0);
  return { cluster, nodes };
}

test.each<[what: string, stands: PodTemplate, comes: PodTemplate, allowed: boolean[]]>([
  ["who wants to be alone on its node", plain, away(host), [false, true, true]],
  ["who wants to be alone in its zone", plain, away(zone), [false, false, true]],
  ["who keeps away from nobody here", plain, away(zone, nobody), [true, true, true]],
  ["who keeps away by a label that no node has", plain, away("rack"), [true, true, true]],
  ["whom another keeps from its node", away(host), plain, [false, true, true]],
  ["whom another keeps from its zone", away(zone), plain, [false, false, true]],
  ["who wants company on its node", plain, beside(host), [true, false, false]],
  ["who wants company in its zone", plain, beside(zone), [true, true, false]],
  ["who wants the company of nobody here", plain, beside(zone, nobody), [false, false, false]],
  ["who wants company by a label that no node has", plain, beside("rack"), [false, false, false]],
])("%s", (_what, stands, comes, allowed) => {
  const { cluster, nodes } = standing(stands);
  cluster.addPod(comes, 0);
  expect(nodes.map((node) => isAllowed(cluster, comes, node))).toEqual(allowed);
});

test("the first of those that want one another's company may stand anywhere", () => {
  const cluster = new Cluster();
  const nodes = ["z1", "z2"].map((of) => cluster.addNode(cpuTemplate("p", of)));
  const pod = beside(zone);
  const [first] = [cluster.addPod(pod, 0), cluster.addPod(pod, 0)];
  expect(nodes.map((node) => isAllowed(cluster, pod, node))).toEqual([true, true]);
  cluster.bind(first, nodes[1]!, 0);
  expect(nodes.map((node) => isAllowed(cluster, pod, node))).toEqual([false, true]);
});

test("who has left counts no more", () => {
  const { cluster, nodes } = standing(plain);
  const pod = away(zone);
  expect(isAllowed(cluster, pod, nodes[1]!)).toBe(false);
  cluster.removePod([...nodes[0]!.pods][0]!);
  expect(isAllowed(cluster, pod, nodes[1]!)).toBe(true);
});

test("pods that want one port share no node, nor do those that bear nobody", () => {
  const cluster = new Cluster();
  const port = (hostPort: number) =>
    workload(`port-${hostPort}`, {}, { spec: { containers: [{ ports: [{ containerPort: 1, hostPort }] } as object] } });
  expect(cluster.mayShareNode(port(80), port(80))).toBe(false);
  expect(cluster.mayShareNode(port(80), port(81))).toBe(true);
  expect(cluster.mayShareNode(plain, away(host))).toBe(false);
  expect(cluster.mayShareNode(away(host), plain)).toBe(false);
  // In a zone there may be another node.
  expect(cluster.mayShareNode(away(zone), plain)).toBe(true);
});
