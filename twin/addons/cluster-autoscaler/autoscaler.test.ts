import { cpuIndex, readProfile } from "@breakwater/cluster-autoscaler";
import type { Pool } from "@breakwater/plan-views";
import { ApiError } from "../../controlplane";
import type { KubernetesObject } from "../../controlplane";
import { Autoscaler } from "./autoscaler";
import { templatesOf } from "./read-cluster";
import type { AutoscalerRecord } from "./record";
import { budget, daemonSet, gpuPodObject, gpuPool, node, podObject, pool } from "./testing/samples";

interface SceneArgs {
  nodes?: KubernetesObject[];
  pools?: Pool[];
  daemonSets?: KubernetesObject[];
  budgets?: KubernetesObject[];
  profile?: Record<string, string>;
}

/** A cluster in memory, and a clock that stands until it is set. */
function scene(
  pods: KubernetesObject[],
  { nodes = [], pools = [pool()], daemonSets = [], budgets = [], profile = {} }: SceneArgs = {},
) {
  const records: AutoscalerRecord[] = [];
  const log: string[] = [];
  let seconds = 0;
  const kinds: Record<string, KubernetesObject[]> = {
    Node: nodes,
    Pod: pods,
    DaemonSet: daemonSets,
    PodDisruptionBudget: budgets,
  };
  const api = {
    list: async (_: string, kind: string, __?: string, selector?: { fieldSelector?: string }) =>
      selector ? [] : [...kinds[kind]!],
    create: jest.fn(async (object: KubernetesObject) => {
      nodes.push({
        ...object,
        status: { ...(object["status"] as object), conditions: [{ type: "Ready", status: "True" }] },
      });
      return object;
    }),
    merge: jest.fn(async () => nodes[0]!),
    delete: jest.fn(async ({ name }: { name: string }) => {
      nodes.splice(
        nodes.findIndex(({ metadata }) => metadata.name === name),
        1,
      );
      return true;
    }),
  };
  const settings = { pools, region: "koreacentral", profile: readProfile(profile).profile };
  const autoscaler = new Autoscaler({
    api,
    pools: () => settings,
    bootSeconds: 10,
    idleSeconds: 60,
    log: (text) => log.push(text),
    onChange: (record) => records.push(record),
    now: () => new Date(seconds * 1000),
    random: () => 0,
  });
  const scanAt = (at: number) => {
    seconds = at;
    return autoscaler.scan();
  };
  return { api, pods, nodes, pools, settings, log, scanAt, record: () => records.at(-1), records };
}
const many = (count: number) => Array.from({ length: count }, (_, index) => podObject(`p${index}`));
const name = (of: string, index: number) => `aks-${of}-00000000-vmss00000${index}`;
const running = (nodeName: string, more: object = {}) => ({ nodeName, ...more });

describe("nodes that pods need", () => {
  test("come after the boot time, once", async () => {
    const { api, nodes, scanAt, record, log } = scene([podObject("p")]);
    await scanAt(0);
    await scanAt(5);
    expect(api.create).not.toHaveBeenCalled();
    expect(record()?.booting).toEqual([
      { pool: "cpu1", name: name("cpu1", 0), pods: ["jobs/p"], readyAt: "1970-01-01T00:00:10.000Z" },
    ]);
    await scanAt(10);
    await scanAt(11);
    expect(nodes).toHaveLength(1);
    expect(record()).toMatchObject({ booting: [], refusals: [] });
    expect(log).toEqual(["pool cpu1 gets a node in 10 s for jobs/p", `pool cpu1 has its node ${name("cpu1", 0)}`]);
  });

  test("are as few as take all pods, by numbers that are free", async () => {
    // Of 4 cores AKS leaves 3.86, so three pods of one core each fit a node.
    const { record, scanAt, log } = scene(many(4), {
      nodes: [node(pool(), 1, { unschedulable: true })],
    });
    await scanAt(0);
    expect(record()?.booting.map((booting) => [booting.name, booting.pods.length])).toEqual([
      [name("cpu1", 0), 3],
      [name("cpu1", 2), 1],
    ]);
    expect(log[0]).toBe("pool cpu1 gets a node in 10 s for jobs/p0 and 2 more");
  });

  test("of several pools that would do, the one that the cluster's own expander chooses", async () => {
    const pools = [pool({ name: "big1", vmSize: "Standard_D8s_v5" }), pool()];
    const chosen = async (profile: Record<string, string>) => {
      const { record, scanAt } = scene(many(3), { pools, profile });
      await scanAt(0);
      return record()?.booting.map((booting) => booting.pool);
    };
    expect(await chosen({ expander: "least-waste" })).toEqual(["cpu1"]);
    // AKS' own: random.
    expect(await chosen({})).toEqual(["big1"]);
  });

  test("are none of a pool whose autoscaler is off, or whose size is not known", async () => {
    const pools = [pool({ bounds: undefined }), pool({ name: "odd", vmSize: "Standard_X1_v9" })];
    const { record, scanAt } = scene(many(1), { pools });
    await scanAt(0);
    expect(record()).toMatchObject({
      booting: [],
      refusals: [{ pod: "jobs/p0", reason: "no autoscaled pool has nodes that would take it" }],
    });
  });

  test("leave room for what DaemonSets will put there, where they would run", async () => {
    const booting = async (...daemonSets: KubernetesObject[]) => {
      const { record, scanAt } = scene(many(3), { daemonSets });
      await scanAt(0);
      return record()?.booting.length;
    };
    expect(await booting(daemonSet("agent", { cpu: "500m" }))).toBe(1);
    expect(await booting(daemonSet("agent", { cpu: "500m" }), daemonSet("other", { cpu: "500m" }))).toBe(2);
    expect(await booting(daemonSet("agent", { cpu: "1" }, { nodeSelector: { no: "where" } }))).toBe(1);
  });

  test("leave it in the zones where it will be", () => {
    const inZone = { nodeSelector: { "topology.kubernetes.io/zone": "koreacentral-2" } };
    const templates = templatesOf(pool({ zones: ["1", "2"] }), "koreacentral", [
      daemonSet("agent", { cpu: "500m" }),
      daemonSet("zonal", { cpu: "1" }, inZone),
    ]);
    expect(templates.map(({ daemons }) => daemons[cpuIndex])).toEqual([500, 1500]);
  });

  test("end at the pool's maximum, which is said in words", async () => {
    const { record, scanAt } = scene([gpuPodObject("m"), ...many(10)], { pools: [pool(), gpuPool()] });
    await scanAt(0);
    await scanAt(1);
    expect(record()?.booting).toHaveLength(4);
    expect(record()?.refusals).toEqual([
      { pod: "jobs/p9", reason: "the pools that would take it are at their maximum: cpu1 has its 3" },
    ]);
  });

  test("follow the pool's bounds when another program has others", async () => {
    const { record, scanAt, settings } = scene(many(12));
    await scanAt(0);
    settings.pools = [pool({ bounds: { min: 0, max: 4 } })];
    await scanAt(1);
    expect(record()?.booting).toHaveLength(4);
    expect(record()?.refusals).toEqual([]);
  });

  test("are given up for a pod that three did not help", async () => {
    const { record, nodes, scanAt } = scene([podObject("p")]);
    for (const at of [0, 10, 20, 30, 40, 50]) {
      // Each time somebody takes the node away.
      nodes.splice(0);
      await scanAt(at);
    }
    expect(record()?.refusals).toEqual([]);
    nodes.splice(0);
    await scanAt(60);
    expect(record()).toMatchObject({
      booting: [],
      refusals: [{ pod: "jobs/p", reason: "nodes were added for it, and the scheduler does not put it there" }],
    });
  });

  test("are there when somebody else made them meanwhile", async () => {
    const { api, scanAt, record } = scene([podObject("p")]);
    await scanAt(0);
    api.create.mockRejectedValueOnce(new ApiError(409, "AlreadyExists", "it exists"));
    await expect(scanAt(10)).resolves.toBeUndefined();
    expect(record()?.booting).toHaveLength(1);
    expect(api.create).toHaveBeenCalledTimes(1);
  });

  test("are tried again when they are refused, which is seen, and given up in the end", async () => {
    const { api, scanAt, record, log } = scene([podObject("p")], { profile: { maxNodeProvisionTime: "60s" } });
    await scanAt(0);
    api.create.mockRejectedValue(new ApiError(403, "Forbidden", "no"));
    await expect(scanAt(10)).rejects.toThrow("no");
    await expect(scanAt(60)).rejects.toThrow("no");
    await expect(scanAt(61)).rejects.toThrow("no");
    expect(log.at(-1)).toBe(`pool cpu1: the node ${name("cpu1", 0)} did not come in 60 s`);
    await scanAt(62);
    expect(record()).toMatchObject({
      booting: [],
      refusals: [
        {
          pod: "jobs/p",
          reason: "no node came when one was last asked for, and it is not tried again yet: cpu1",
        },
      ],
    });
  });
});

describe("nodes that are not needed", () => {
  test("go after the idle time, drained", async () => {
    const { api, nodes, scanAt, log } = scene([], { nodes: [node(pool())] });
    await scanAt(0);
    await scanAt(59);
    expect(nodes).toHaveLength(1);
    await scanAt(60);
    expect(nodes).toHaveLength(0);
    expect(api.merge).toHaveBeenCalledWith(expect.anything(), { spec: { unschedulable: true } });
    expect(log).toEqual([`the node ${name("cpu1", 0)} was not needed for 60 s and went`]);
  });

  test("count anew when they were needed in between", async () => {
    const { nodes, pods, scanAt } = scene([], { nodes: [node(pool())] });
    await scanAt(0);
    pods.push(podObject("p", running(name("cpu1", 0))));
    await scanAt(30);
    pods.pop();
    await scanAt(61);
    await scanAt(120);
    expect(nodes).toHaveLength(1);
    await scanAt(121);
    expect(nodes).toHaveLength(0);
  });

  test.each<[what: string, pod: KubernetesObject, budgets: KubernetesObject[], annotations: Record<string, string>]>([
    ["a pod that nothing creates again", podObject("p", {}, { ownerReferences: [] }), [], {}],
    [
      "a pod of a controller that may not",
      podObject("p", {}, { ownerReferences: [{ kind: "Magic", name: "m", controller: true }] }),
      [],
      {},
    ],
    ["a system pod", podObject("p", {}, { namespace: "kube-system" }), [], {}],
    ["a budget that allows nothing", podObject("p", {}, { labels: { app: "a" } }), [budget("a", 0)], {}],
    ["two budgets", podObject("p", {}, { labels: { app: "a" } }), [budget("a", 1), budget("a", 2)], {}],
    ["a mark on the node", podObject("p"), [], { "cluster-autoscaler.kubernetes.io/scale-down-disabled": "true" }],
  ])("stay because of %s", async (_what, pod, budgets, annotations) => {
    const [first, second] = [node(pool(), 0), node(pool(), 1)];
    Object.assign(first.metadata.annotations!, annotations);
    const place = (object: KubernetesObject, on: string) => ({
      ...object,
      spec: { ...(object["spec"] as object), nodeName: on },
    });
    const other = podObject("other", {
      containers: [{ resources: { requests: { cpu: "2" } } }],
      nodeName: name("cpu1", 1),
    });
    const { nodes, scanAt } = scene([place(pod, name("cpu1", 0)), other], { nodes: [first, second], budgets });
    await scanAt(0);
    await scanAt(60);
    expect(nodes).toHaveLength(2);
  });

  test("go with a budget that allows one, and with pods of DaemonSets and those that ended", async () => {
    const pods = [
      podObject("a", running(name("cpu1", 0)), { labels: { app: "a" } }),
      podObject("d", running(name("cpu1", 0), { containers: [{ resources: { requests: { cpu: "500m" } } }] }), {
        ownerReferences: [{ kind: "DaemonSet", name: "d", controller: true }],
      }),
      {
        ...podObject("e", running(name("cpu1", 0), { containers: [{ resources: { requests: { cpu: "3" } } }] })),
        status: { phase: "Succeeded" },
      },
      podObject("other", running(name("cpu1", 1), { containers: [{ resources: { requests: { cpu: "2" } } }] })),
    ];
    const { nodes, scanAt } = scene(pods, { nodes: [node(pool(), 0), node(pool(), 1)], budgets: [budget("a", 1)] });
    await scanAt(0);
    await scanAt(60);
    expect(nodes.map(({ metadata }) => metadata.name)).toEqual([name("cpu1", 1)]);
  });
});

describe("pods that are no reason for a node", () => {
  test.each<[what: string, pod: KubernetesObject]>([
    ["of a DaemonSet", podObject("p", {}, { ownerReferences: [{ kind: "DaemonSet", name: "d", controller: true }] })],
    ["of the node itself", podObject("p", {}, { ownerReferences: [{ kind: "Node", name: "n", controller: true }] })],
    ["below the cutoff of priority", podObject("p", { priority: -11 })],
    ["that the scheduler has not looked at", { ...podObject("p"), status: { phase: "Pending" } }],
    ["that has ended", { ...podObject("p"), status: { ...(podObject("p")["status"] as object), phase: "Failed" } }],
    ["that is ending", podObject("p", {}, { deletionTimestamp: "1970-01-01T00:00:00Z" })],
    ["on a node that is gone", podObject("p", running("gone"))],
  ])("%s", async (_what, pod) => {
    const { records, scanAt } = scene([pod]);
    await scanAt(0);
    expect(records).toEqual([]);
  });

  test("one for which others make room", async () => {
    const full = podObject(
      "full",
      running(name("cpu1", 0), { containers: [{ resources: { requests: { cpu: "3500m" } } }] }),
    );
    const waits = podObject("p");
    Object.assign(waits["status"] as object, { nominatedNodeName: name("cpu1", 0) });
    const { records, scanAt } = scene([full, waits], { nodes: [node(pool())] });
    await scanAt(0);
    expect(records).toEqual([]);
  });

  test("a pause pod of priority -1 is one", async () => {
    const { record, scanAt } = scene([podObject("p", { priority: -1 })]);
    await scanAt(0);
    expect(record()?.booting).toHaveLength(1);
  });
});

test("the older of two pods of one workload is served first", async () => {
  const at = (time: string) => ({ creationTimestamp: `1970-01-01T00:00:0${time}Z` });
  const { record, scanAt } = scene([podObject("young", {}, at("5")), podObject("old", {}, at("1"))], {
    pools: [pool({ bounds: { min: 0, max: 1 } })],
    daemonSets: [daemonSet("agent", { cpu: "2500m" })],
  });
  await scanAt(9);
  expect(record()?.booting[0]?.pods).toEqual(["jobs/old"]);
});

test("it tells only what changed", async () => {
  const { scanAt, records } = scene([podObject("p", { nodeSelector: { no: "where" } })]);
  await scanAt(0);
  await scanAt(1);
  expect(records).toHaveLength(1);
  expect(records[0]?.refusals).toMatchObject([{ pod: "jobs/p" }]);
});
