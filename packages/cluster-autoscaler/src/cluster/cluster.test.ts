import { cpuTemplate, gpuTemplate, placeAll, vllm, workload } from "../testing/samples";
import { Cluster } from "./cluster";
import { fits, isAllowed, reserved } from "./fit";
import { cpuIndex } from "./resources";

const app = workload("app", { cpu: "2" });

function oneNode() {
  const cluster = new Cluster();
  return { cluster, node: cluster.addNode(cpuTemplate()) };
}

describe("Cluster", () => {
  test("names nodes by their pool and a number, unless they have a name", () => {
    const cluster = new Cluster();
    const names = [cpuTemplate("a"), cpuTemplate("a"), cpuTemplate("b")].map(
      (template) => cluster.addNode(template).name,
    );
    expect([...names, cluster.addNode(cpuTemplate("a"), { name: "own" }).name]).toEqual([
      "aks-a-000000",
      "aks-a-000001",
      "aks-b-000000",
      "own",
    ]);
  });

  test("says what is special about a node", () => {
    const { node, cluster } = oneNode();
    expect(node).toMatchObject({ createdAt: 0, ready: true, cordoned: false, leaving: false, kept: false });
    const state = { createdAt: 5, ready: false, cordoned: true, kept: true };
    expect(cluster.addNode(cpuTemplate(), state)).toMatchObject({ ...state, leaving: false });
  });

  test("counts what a pod takes from when it is bound until it is removed", () => {
    const { cluster, node } = oneNode();
    const pod = cluster.addPod(app, 3);
    pod.unschedulable = true;
    cluster.bind(pod, node, 7);
    expect(pod).toMatchObject({ node, createdAt: 3, boundAt: 7, unschedulable: false });
    expect([node.used[cpuIndex], node.count.get(app), cluster.pending.size]).toEqual([2000, 1, 0]);
    expect(cluster.podsOf(app)).toEqual(new Set([pod]));
    cluster.removePod(pod);
    expect([node.used[cpuIndex], node.count.has(app), node.pods.size, cluster.podsOf(app).size]).toEqual([
      0,
      false,
      0,
      0,
    ]);
    expect(pod).not.toHaveProperty("node");
  });

  test("keeps the room that others make for a pod until it is withdrawn, bound, or its node goes", () => {
    const { cluster, node } = oneNode();
    const pod = cluster.addPod(app, 0);
    const [lesser, self] = [workload("lesser", {}, { priority: -1 }), app];
    cluster.nominate(pod, node);
    expect(
      [reserved(node, lesser), reserved(node, self), reserved(node, self, pod)].map((used) => used[cpuIndex]),
    ).toEqual([2000, 2000, 0]);
    expect(reserved(node, workload("greater", {}, { priority: 1 }))[cpuIndex]).toBe(0);
    expect(node.used[cpuIndex]).toBe(0);
    cluster.bind(pod, node, 0);
    expect([pod.nominated, node.nominated.size]).toEqual([undefined, 0]);
    const other = cluster.addPod(app, 0);
    cluster.nominate(other, node);
    cluster.removeNode(node);
    expect([other.nominated, cluster.nodes.length, cluster.podsOf(app).size]).toEqual([undefined, 0, 1]);
  });

  test("says when there may be room that was not there before", () => {
    const { cluster, node } = oneNode();
    const seen = [cluster.roomChanges];
    const see = () => seen.push(cluster.roomChanges);
    const pod = cluster.addPod(app, 0);
    cluster.bind(pod, node, 0);
    see();
    cluster.removePod(pod);
    see();
    const waiting = cluster.addPod(app, 0);
    cluster.nominate(waiting, node);
    see();
    cluster.withdraw(waiting);
    see();
    cluster.withdraw(waiting);
    see();
    cluster.removePod(waiting);
    see();
    cluster.removeNode(node);
    see();
    expect(seen).toEqual([1, 1, 2, 2, 3, 3, 3, 4]);
  });
});

describe("whether a pod fits a node", () => {
  test("a node with room that admits it", () => {
    const { cluster, node } = oneNode();
    const pods = Array.from({ length: 5 }, () => cluster.addPod(app, 0));
    placeAll(cluster, 0);
    expect(pods.map((pod) => pod.node)).toEqual([node, node, node, node, undefined]);
    expect(fits(cluster, pods[4]!, node)).toBe(false);
    expect(fits(cluster, cluster.addPod(vllm, 0), cluster.addNode(gpuTemplate()))).toBe(true);
  });

  test("what is not asked for may be overdrawn", () => {
    const { cluster, node } = oneNode();
    node.used[cpuIndex] = 9000;
    expect(fits(cluster, cluster.addPod(workload("tiny", {}), 0), node)).toBe(true);
    expect(fits(cluster, cluster.addPod(workload("small", { cpu: "1m" }), 0), node)).toBe(false);
  });

  test.each([
    ["cordoned", { cordoned: true }],
    ["not ready", { ready: false }],
  ])("a node that is %s takes none", (_what, state) => {
    const { cluster, node } = oneNode();
    expect(isAllowed(cluster, app, node)).toBe(true);
    Object.assign(node, state);
    expect(isAllowed(cluster, app, node)).toBe(false);
  });

  const zone = "topology.kubernetes.io/zone";
  const spread = (topologyKey: string, maxSkew = 1, whenUnsatisfiable = "DoNotSchedule", nodeSelector = {}) =>
    workload(
      "spread",
      {},
      {
        spec: {
          nodeSelector,
          topologySpreadConstraints: [
            {
              topologyKey,
              maxSkew,
              whenUnsatisfiable,
              labelSelector: { matchExpressions: [{ key: "other", operator: "DoesNotExist" }] },
            },
          ],
        },
      },
    );

  test.each([
    ["a zone that is ahead", spread(zone), [false, true]],
    ["a skew that may be larger", spread(zone, 2), [true, true]],
    ["one that is only preferred", spread(zone, 1, "ScheduleAnyway"), [true, true]],
    ["over host names", spread("kubernetes.io/hostname"), [false, true]],
    ["a label that no node has", spread("rack"), [false, false]],
    ["zones that it may not use", spread(zone, 1, "DoNotSchedule", { agentpool: "a" }), [true, false]],
  ])("required spread: %s", (_what, template, expected) => {
    const cluster = new Cluster();
    const nodes = [cluster.addNode(cpuTemplate("a", "z1")), cluster.addNode(cpuTemplate("b", "z2"))];
    cluster.bind(cluster.addPod(template, 0), nodes[0]!, 0);
    expect(nodes.map((node) => isAllowed(cluster, template, node))).toEqual(expected);
  });

  test("a spread counts what has left no more", () => {
    const cluster = new Cluster();
    const [first] = [cluster.addNode(cpuTemplate("a", "z1")), cluster.addNode(cpuTemplate("b", "z2"))];
    const template = spread(zone);
    const pod = cluster.addPod(template, 0);
    cluster.bind(pod, first, 0);
    cluster.removePod(pod);
    expect(isAllowed(cluster, template, first)).toBe(true);
  });
});
