import { planScaleUp } from "./scale-up";
import type { ScaleUpRequest } from "./scale-up";
import { gpuPod, gpuPool, node, pod, pool } from "./testing/samples";

function plan(request: Partial<ScaleUpRequest>) {
  const { additions, refusals } = planScaleUp({
    pools: [pool(), gpuPool()],
    region: "koreacentral",
    nodes: [],
    pods: [],
    helped: new Map(),
    ...request,
  });
  return { nodes: additions.map(({ node: { metadata }, pods }) => [metadata.name, pods.length]), refusals };
}
const many = (count: number) => Array.from({ length: count }, (_, index) => pod(`p${index}`));

describe("planScaleUp", () => {
  test("adds as few nodes as take all pods", () =>
    // Of 4 cores AKS leaves 3.86, so three pods of one core each fit a node.
    expect(plan({ pods: many(7) })).toEqual({
      nodes: [
        ["aks-cpu1-00000000-vmss000000", 3],
        ["aks-cpu1-00000000-vmss000001", 3],
        ["aks-cpu1-00000000-vmss000002", 1],
      ],
      refusals: [],
    }));

  test("fills what is there or on its way first, and counts what runs there", () => {
    const nodes = [node(pool())];
    const running = pod("running", { nodeName: nodes[0]!.metadata.name, unschedulable: false });
    expect(plan({ nodes, pods: [running, ...many(2)] }).nodes).toEqual([]);
    expect(plan({ nodes, pods: [running, ...many(3)] }).nodes).toEqual([["aks-cpu1-00000000-vmss000001", 1]]);
  });

  test("gives a GPU pod a GPU node and no other pod one", () => {
    expect(plan({ pods: [gpuPod("m"), pod("p")] }).nodes.map(([name]) => name)).toEqual([
      "aks-gpu1-00000000-vmss000000",
      "aks-cpu1-00000000-vmss000000",
    ]);
    expect(plan({ pools: [gpuPool()], pods: [pod("p")] })).toEqual({
      nodes: [],
      refusals: [{ pod: "jobs/p", reason: "no autoscaled pool has nodes that would take it" }],
    });
  });

  test("stops at a pool's maximum and says so", () => {
    const { nodes, refusals } = plan({ pods: many(10) });
    expect(nodes).toHaveLength(3);
    expect(refusals).toEqual([
      { pod: "jobs/p9", reason: "the pools that would take it are at their maximum: cpu1 has its 3" },
    ]);
  });

  test("leaves a pool alone whose autoscaler is off", () =>
    expect(plan({ pools: [pool({ bounds: undefined })], pods: many(1) }).refusals).toHaveLength(1));

  test("takes the smaller machine, and of two zones' pools the one with fewer nodes", () => {
    const large = pool({ name: "big1", vmSize: "Standard_D8s_v5" });
    expect(plan({ pools: [large, pool()], pods: many(1) }).nodes).toEqual([["aks-cpu1-00000000-vmss000000", 1]]);
    const [first, two] = [pool({ name: "z1" }), pool({ name: "z2" })];
    const full = pod("full", { nodeName: "aks-z1-00000000-vmss000000", requests: { cpu: 3.5 }, unschedulable: false });
    expect(plan({ pools: [first, two], nodes: [node(first)], pods: [full, pod("p")] }).nodes).toEqual([
      ["aks-z2-00000000-vmss000000", 1],
    ]);
  });

  test.each([
    ["of a DaemonSet", { boundToNode: true }],
    ["below the cutoff of priority", { priority: -11 }],
    ["that the scheduler has not looked at", { unschedulable: false }],
    ["that has ended", { gone: true }],
  ])("adds nothing for a pod %s", (_, more) =>
    expect(plan({ pods: [pod("p", more)] })).toEqual({ nodes: [], refusals: [] }),
  );

  test("adds a node for a pause pod of priority -1", () =>
    expect(plan({ pods: [pod("pause", { priority: -1 })] }).nodes).toHaveLength(1));

  test("gives up on a pod that several nodes did not help", () =>
    expect(plan({ pods: [pod("p")], helped: new Map([["uid-p", 3]]) })).toMatchObject({
      nodes: [],
      refusals: [{ pod: "jobs/p", reason: expect.stringContaining("the scheduler does not put it there") }],
    }));

  test("refuses what is larger than any node", () =>
    expect(plan({ pods: [pod("p", { requests: { cpu: 99 } })] }).refusals).toHaveLength(1));
});
