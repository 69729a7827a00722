import type { ApiServer, KubernetesObject } from "../controlplane";
import { NodePools } from "./node-pools";

const poolType = "azure-native:containerservice:AgentPool";

/** An API server that keeps nodes in memory, and a look at their numbers. */
function cluster() {
  const nodes = new Map<string, KubernetesObject>();
  const api = {
    list: async (_: string, kind: string) => (kind === "Node" ? [...nodes.values()] : []),
    create: async (node: KubernetesObject) => void nodes.set(node.metadata.name, node),
    merge: async () => undefined,
    delete: async ({ name }: { name: string }) => nodes.delete(name),
  } as unknown as ApiServer;
  const pools = new NodePools(api);
  return {
    nodes: () => [...nodes.values()],
    declare: (inputs: object) => pools.sync("azure-native:containerservice:ManagedCluster", { ...inputs }, true),
    up: (inputs: object, isNew: boolean) =>
      pools.sync(poolType, { agentPoolName: "cpu1", vmSize: "Standard_D4s_v5", ...inputs }, isNew),
    remove: (number: number) => nodes.delete(`aks-cpu1-00000000-vmss00000${number}`),
    numbers: () => [...nodes.keys()].map((name) => Number(name.slice(-1))).sort(),
  };
}

describe("NodePools", () => {
  const autoscaled = (count: number, minCount: number, maxCount: number) => ({
    count,
    minCount,
    maxCount,
    enableAutoScaling: true,
  });

  test("gives a pool without an autoscaler its count, at every run", async () => {
    const { up, numbers } = cluster();
    await up({ count: 3 }, true);
    expect(numbers()).toEqual([0, 1, 2]);
    await up({ count: 1 }, false);
    expect(numbers()).toEqual([0]);
  });

  test("makes nodes for as many pods as the cluster's network gives", async () => {
    const { declare, up, nodes } = cluster();
    await declare({ networkProfile: { networkPlugin: "kubenet" } });
    await up({ count: 1 }, true);
    expect(nodes()[0]).toMatchObject({ status: { capacity: { pods: "110" } } });
  });

  test("gives a pool with one its count at its creation only", async () => {
    const { up, remove, numbers } = cluster();
    await up(autoscaled(3, 0, 5), true);
    expect(numbers()).toEqual([0, 1, 2]);
    remove(1);
    await up(autoscaled(3, 0, 5), false);
    expect(numbers()).toEqual([0, 2]);
    remove(0);
    remove(2);
    await up(autoscaled(3, 0, 5), false);
    expect(numbers()).toEqual([]);
  });

  test("brings it back between its bounds", async () => {
    const { up, remove, numbers } = cluster();
    await up(autoscaled(3, 0, 5), true);
    await up(autoscaled(3, 0, 2), false);
    expect(numbers()).toEqual([0, 1]);
    remove(0);
    await up(autoscaled(3, 3, 5), false);
    expect(numbers()).toEqual([0, 1, 2]);
  });
});
