import type { Pool } from "@breakwater/plan-views";
import { Cluster, type Node } from "../scheduler/cluster";
import type { PodTemplate } from "../scheduler/pod-template";
import { Scheduler } from "../scheduler/scheduler";
import { cpuPool, gpuPool, templatesOf, workload } from "../testing/samples";
import { ClusterAutoscaler } from "./autoscaler";
import { NodeGroup, type Instance } from "./node-group";
import { readProfile } from "./profile";

const app = workload("app", { cpu: "1", memory: "1Gi" });
const vllm = workload(
  "vllm",
  { cpu: "8", "nvidia.com/gpu": "1" },
  { spec: { nodeSelector: { sku: "gpu" }, tolerations: [{ key: "sku", operator: "Exists" }] } },
);

const groupOf = (pool: Pool): NodeGroup =>
  new NodeGroup(pool.name, templatesOf(pool), pool.bounds!.min, pool.bounds!.max, `${pool.vmSize}family`.toLowerCase());

interface SetUp {
  pools?: Pool[];
  profile?: Record<string, string>;
  quotas?: Record<string, number>;
  /** Seconds until a node joins. */
  provision?: number;
}

/** A cluster whose pools have no node yet, and a clock that lets nodes join when they are due. */
function setUp({ pools = [cpuPool], profile = {}, quotas = {}, provision = 180 }: SetUp = {}) {
  const cluster = new Cluster();
  const scheduler = new Scheduler(cluster);
  const groups = pools.map(groupOf);
  const autoscaler = new ClusterAutoscaler({
    cluster,
    groups,
    profile: readProfile({ scanInterval: "20s", ...profile }, "profile"),
    quotas: new Map(Object.entries(quotas)),
    provisionSeconds: () => provision,
    random: () => 0.5,
  });
  let now = 0;
  const coming: Instance[] = [];
  const addNode = (group: NodeGroup): Node => {
    const node = cluster.addNode(group.nextTemplate());
    group.nodes.add(node);
    return node;
  };
  /** Scans every 20 s up to a time; drained nodes go at once, and their pods are created anew. */
  const runTo = (end: number) => {
    const history: { at: number; requested: string[]; draining: string[]; limits: string[] }[] = [];
    for (; now <= end; now += 20) {
      for (const instance of coming) if (instance.readyAt <= now) autoscaler.joined(instance);
      scheduler.schedule(now);
      const { requested, draining, limits } = autoscaler.scan(now);
      coming.push(...requested);
      for (const node of draining) {
        const moved = [...node.pods].map(({ template }) => template);
        autoscaler.removed(node, now);
        for (const template of moved) cluster.addPod(template, now);
      }
      if (requested.length + draining.length + limits.length > 0) {
        history.push({
          at: now,
          requested: requested.map(({ group }) => group.name),
          draining: draining.map(({ name }) => name),
          limits: limits.map(({ group, reason }) => `${group.name}: ${reason}`),
        });
      }
    }
    return history;
  };
  const addPods = (template: PodTemplate, count: number) =>
    Array.from({ length: count }, () => cluster.addPod(template, now));
  return { cluster, groups, autoscaler, addNode, addPods, runTo };
}

describe("scale-up", () => {
  test("asks for as many nodes as the pending pods need, once, and they join when they are due", () => {
    const { cluster, addPods, runTo } = setUp({ provision: 180 });
    addPods(app, 15);
    expect(runTo(160)).toEqual([{ at: 0, requested: ["cpu1", "cpu1", "cpu1"], draining: [], limits: [] }]);
    expect(cluster.nodes).toHaveLength(0);
    runTo(180);
    expect([cluster.nodes.length, cluster.pending.size]).toEqual([3, 0]);
  });

  test("goes no further than the pool's maximum, and says what keeps the rest pending", () => {
    const { addPods, runTo } = setUp();
    addPods(app, 100);
    const [first, second] = runTo(20);
    expect(first!.requested).toHaveLength(5);
    expect(second).toEqual({ at: 20, requested: [], draining: [], limits: ["cpu1: max"] });
  });

  test("a pod that fits no node asks for none", () => {
    const { addPods, runTo } = setUp({ pools: [cpuPool, gpuPool] });
    addPods(workload("huge", { cpu: "64" }), 1);
    expect(runTo(100)).toEqual([]);
  });

  test("a GPU pod gets a node of the GPU pool, from zero", () => {
    const { addPods, runTo } = setUp({ pools: [cpuPool, gpuPool] });
    addPods(vllm, 1);
    expect(runTo(0)[0]?.requested).toEqual(["gpu1"]);
  });

  test("pools that differ in zone only grow in turn, together up to what is needed", () => {
    const zones = ["1", "2", "3"].map((zone) => ({
      ...gpuPool,
      name: `gpu1z${zone}`,
      zones: [zone],
      bounds: { min: 0, max: 1 },
    }));
    const { addPods, runTo } = setUp({ pools: zones, profile: { balanceSimilarNodeGroups: "true" } });
    addPods(vllm, 2);
    expect(runTo(0)[0]?.requested).toEqual(["gpu1z1", "gpu1z2"]);
  });

  test("of pools that would all do, the one that is wasted least", () => {
    const large = { ...cpuPool, name: "large", vmSize: "Standard_D32s_v5" };
    const { addPods, runTo } = setUp({ pools: [large, cpuPool], profile: { expander: "least-waste" } });
    addPods(app, 5);
    expect(runTo(0)[0]?.requested).toEqual(["cpu1"]);
  });

  test("pause pods ask for nodes at priority -1 and not at -11", () => {
    const pauseAt = (priority: number): number => {
      const { addPods, runTo } = setUp();
      addPods(workload("pause", { cpu: "1" }, { priority }), 1);
      return runTo(0).length;
    };
    expect([pauseAt(-1), pauseAt(-11)]).toEqual([1, 0]);
  });
});

describe("what goes wrong", () => {
  test("a request above the quota brings no node, and the pool is left alone for 5, then 10 minutes", () => {
    const { addPods, runTo } = setUp({ quotas: { [`${cpuPool.vmSize}family`.toLowerCase()]: 16 } });
    addPods(app, 20);
    const history = runTo(1200);
    expect(history.every(({ requested }) => requested.length === 0)).toBe(true);
    const tries = history.filter(({ limits }) => limits.includes("cpu1: quota")).map(({ at }) => at);
    expect(tries).toEqual([0, 300, 900]);
  });

  test("a node that does not come in 15 minutes is given up, and joins no more", () => {
    const { groups, autoscaler, addPods, runTo } = setUp({ provision: Infinity });
    addPods(app, 1);
    runTo(900);
    const [instance] = groups[0]!.coming;
    expect(groups[0]!.size).toBe(1);
    const history = runTo(940);
    expect(groups[0]!.size).toBe(0);
    expect(history.at(-1)?.limits).toEqual(["cpu1: back-off"]);
    expect(autoscaler.joined(instance!)).toBeUndefined();
  });

  test("the back-off doubles up to half an hour, and is forgotten after three hours", () => {
    const group = groupOf(cpuPool);
    const lengths = [0, 1000, 2000, 4000, 8000].map((at) => {
      group.fail(at);
      let length = 0;
      while (group.isBackedOff(at + length)) length += 60;
      return length;
    });
    expect(lengths).toEqual([300, 600, 1200, 1800, 1800]);
    group.fail(8000 + 1800 + 3 * 3600 + 1);
    expect(group.isBackedOff(8000 + 1800 + 3 * 3600 + 302)).toBe(false);
  });
});

describe("scale-down", () => {
  const three = { pools: [{ ...cpuPool, bounds: { min: 1, max: 5 } }] };

  test("empty nodes go together after ten minutes, down to the minimum", () => {
    const { cluster, groups, addNode, runTo } = setUp(three);
    for (let count = 0; count < 3; count++) addNode(groups[0]!);
    const history = runTo(1200);
    expect(history.map(({ at, draining }) => [at, draining.length])).toEqual([[600, 2]]);
    expect(cluster.nodes).toHaveLength(1);
  });

  test("an under-used node is drained when its pods have room elsewhere, one node at a time", () => {
    const { cluster, groups, addNode, addPods, runTo } = setUp(three);
    addPods(app, 6);
    for (let count = 0; count < 3; count++) addNode(groups[0]!);
    const history = runTo(1500);
    expect(history.map(({ at, draining }) => [at, draining.length])).toEqual([
      [600, 1],
      [620, 1],
    ]);
    expect([cluster.nodes.length, cluster.pending.size]).toEqual([1, 0]);
  });

  test("a node more than half used stays", () => {
    const { cluster, groups, addNode, addPods, runTo } = setUp(three);
    for (let count = 0; count < 2; count++) addNode(groups[0]!);
    addPods(workload("half", { cpu: "4" }), 2);
    runTo(1500);
    expect(cluster.nodes).toHaveLength(2);
  });

  test("none goes within ten minutes of a scale-up", () => {
    const { cluster, groups, addNode, addPods, runTo } = setUp({ ...three, provision: 60 });
    for (let count = 0; count < 2; count++) addNode(groups[0]!);
    runTo(500);
    const pods = addPods(app, 20);
    runTo(540);
    for (const pod of pods) cluster.removePod(pod);
    expect(runTo(1140)).toEqual([]);
    expect(runTo(1200).length).toBeGreaterThan(0);
  });

  test.each<[what: string, template: PodTemplate]>([
    ["a system pod", { ...app, staysPut: true }],
    ["a budget that allows nothing", { ...app, budget: { maxUnavailable: 0 } }],
    ["no room elsewhere", workload("app", { cpu: "3", memory: "25Gi" })],
  ])("%s keeps its node", (_what, template) => {
    const { cluster, groups, addNode, addPods, runTo } = setUp(three);
    for (let count = 0; count < 2; count++) addNode(groups[0]!);
    for (const pod of addPods(template, 2)) pod.ready = true;
    runTo(1500);
    expect(cluster.nodes).toHaveLength(2);
  });
});

describe("the profile", () => {
  test("what Azure takes as texts is read, and the rest is AKS' own", () => {
    expect(
      readProfile({ scanInterval: "20s", scaleDownUnneededTime: "1h", expander: "least-waste" }, ""),
    ).toMatchObject({
      scanInterval: 20,
      scaleDownUnneededTime: 3600,
      maxNodeProvisionTime: 900,
      expander: "least-waste",
      balanceSimilarNodeGroups: false,
    });
  });

  test("what it is not is refused by name and value", () => {
    expect(() => readProfile({ scanInterval: "20", expander: "price" }, "cluster aks")).toThrow(
      'cluster aks:\n  scanInterval = "20" must be a duration, such as 20s or 10m\n  expander = "price" must be one of random',
    );
  });
});
