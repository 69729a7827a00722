import fc from "fast-check";
import { Cluster, type Pod } from "../cluster/cluster";
import type { PodTemplate } from "../cluster/pod-template";
import { cpuIndex, memoryIndex, podsIndex } from "../cluster/resources";
import { cpuPool, gpuPool, templatesOf } from "../testing/pools";
import { workload } from "../testing/samples";
import { Scheduler } from "./scheduler";

const [cpuNode] = templatesOf(cpuPool);
const [gpuNode] = templatesOf(gpuPool);
const app = workload("app", { cpu: "1", memory: "1Gi" });

function setUp({ cpu = 1, gpu = 0 } = {}) {
  const cluster = new Cluster();
  for (let count = 0; count < cpu; count++) cluster.addNode(cpuNode!);
  for (let count = 0; count < gpu; count++) cluster.addNode(gpuNode!);
  return { cluster, scheduler: new Scheduler(cluster) };
}
const addPods = (cluster: Cluster, template: PodTemplate, count: number, now = 0): Pod[] =>
  Array.from({ length: count }, () => cluster.addPod(template, now));

describe("room", () => {
  test("a node of eight cores takes seven pods of one core: AKS keeps some for itself", () => {
    const { cluster, scheduler } = setUp();
    addPods(cluster, app, 9);
    expect(scheduler.schedule(0).bound).toHaveLength(7);
    expect(cluster.pending.size).toBe(2);
  });

  test("what a pod gives back, the next one gets", () => {
    const { cluster, scheduler } = setUp();
    const [first] = addPods(cluster, app, 8);
    scheduler.schedule(0);
    expect(scheduler.schedule(10).bound).toHaveLength(0);
    cluster.removePod(first!);
    expect(scheduler.schedule(20).bound).toHaveLength(1);
  });

  test("a pod without requests is limited by the node's number of pods only", () => {
    const { cluster, scheduler } = setUp();
    addPods(cluster, workload("tiny", {}), 300);
    expect(scheduler.schedule(0).bound).toHaveLength(250);
  });

  test("a resource that no node offers is a place nowhere", () => {
    const { cluster, scheduler } = setUp();
    addPods(cluster, workload("odd", { "example.com/fpga": "1" }), 1);
    expect(scheduler.schedule(0).bound).toHaveLength(0);
  });

  test("a cordoned node takes no more pods", () => {
    const { cluster, scheduler } = setUp();
    cluster.nodes[0]!.cordoned = true;
    addPods(cluster, app, 1);
    expect(scheduler.schedule(0).bound).toHaveLength(0);
  });
});

describe("which nodes", () => {
  const vllm = workload(
    "vllm",
    { cpu: "8", "nvidia.com/gpu": "1" },
    { spec: { nodeSelector: { sku: "gpu" }, tolerations: [{ key: "sku", operator: "Equal", value: "gpu" }] } },
  );

  test("a tainted node takes only pods that tolerate it, one for its GPU", () => {
    const { cluster, scheduler } = setUp({ cpu: 0, gpu: 1 });
    addPods(cluster, app, 1);
    addPods(cluster, vllm, 2);
    expect(scheduler.schedule(0).bound.map(({ template }) => template.id)).toEqual(["production/vllm"]);
  });

  test.each<[operator: string, values: string[], fits: boolean]>([
    ["In", ["cpu", "gpu"], true],
    ["NotIn", ["cpu"], false],
    ["Exists", [], true],
    ["DoesNotExist", [], false],
  ])("required affinity %s %p", (operator, values, fits) => {
    const term = { matchExpressions: [{ key: "breakwater.dev/pool", operator, values }] };
    const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } };
    const { cluster, scheduler } = setUp();
    addPods(cluster, workload("picky", {}, { spec: { affinity: { nodeAffinity: required } } }), 1);
    expect(scheduler.schedule(0).bound).toHaveLength(fits ? 1 : 0);
  });

  const zones = templatesOf({ ...cpuPool, zones: ["1", "2", "3"] });
  const spread = (whenUnsatisfiable: string): PodTemplate =>
    workload(
      "spread",
      { cpu: "1" },
      {
        spec: {
          topologySpreadConstraints: [
            {
              topologyKey: "topology.kubernetes.io/zone",
              maxSkew: 1,
              whenUnsatisfiable,
              labelSelector: { matchExpressions: [{ key: "other", operator: "DoesNotExist" }] },
            },
          ],
        },
      },
    );
  const perZone = (cluster: Cluster): number[] => cluster.nodes.map(({ pods }) => pods.size);

  test("a preferred spread puts pods evenly over zones", () => {
    const cluster = new Cluster();
    for (const zone of zones) cluster.addNode(zone);
    addPods(cluster, spread("ScheduleAnyway"), 6);
    new Scheduler(cluster).schedule(0);
    expect(perZone(cluster)).toEqual([2, 2, 2]);
  });

  test("a required one leaves pods pending beside free nodes, a preferred one does not", () => {
    const run = (whenUnsatisfiable: string): number => {
      const cluster = new Cluster();
      const nodes = zones.map((zone) => cluster.addNode(zone));
      // The second and third zone are full.
      for (const node of nodes.slice(1)) node.used[cpuIndex] = node.template.allocatable[cpuIndex]!;
      addPods(cluster, spread(whenUnsatisfiable), 5);
      return new Scheduler(cluster).schedule(0).bound.length;
    };
    expect([run("DoNotSchedule"), run("ScheduleAnyway")]).toEqual([1, 5]);
  });
});

describe("priority", () => {
  const pause = workload("warm-buffer", { cpu: "1", memory: "1Gi" }, { priority: -1 });

  test("the more important pods come first, whoever was created first", () => {
    const { cluster, scheduler } = setUp();
    addPods(cluster, pause, 7);
    addPods(cluster, app, 3);
    const { bound } = scheduler.schedule(0);
    expect(bound.slice(0, 3).every(({ template }) => template === app)).toBe(true);
    expect(bound).toHaveLength(7);
  });

  test("a pod takes the place of a pause pod, once that has ended", () => {
    const { cluster, scheduler } = setUp();
    addPods(cluster, pause, 7);
    scheduler.schedule(0);
    const [pod] = addPods(cluster, app, 1, 60);
    const { bound, preempted } = scheduler.schedule(60);
    expect({ bound, victims: preempted.map(({ template }) => template) }).toEqual({ bound: [], victims: [pause] });
    // It waits for its place and asks for no other one.
    expect(scheduler.schedule(61).preempted).toEqual([]);
    cluster.removePod(preempted[0]!);
    expect(scheduler.schedule(62).bound).toEqual([pod]);
  });

  test("the place that was made for a pod is not taken by a lesser one", () => {
    const { cluster, scheduler } = setUp();
    addPods(cluster, pause, 7);
    scheduler.schedule(0);
    const [important] = addPods(cluster, app, 1);
    const { preempted } = scheduler.schedule(1);
    addPods(cluster, pause, 1);
    cluster.removePod(preempted[0]!);
    expect(scheduler.schedule(2).bound).toEqual([important]);
  });

  test("as many as needed go and no more, the youngest and least important", () => {
    const { cluster, scheduler } = setUp();
    const lesser = workload("lesser", { cpu: "1" }, { priority: -5 });
    addPods(cluster, pause, 3);
    scheduler.schedule(0);
    addPods(cluster, lesser, 4);
    scheduler.schedule(10);
    addPods(cluster, workload("large", { cpu: "2" }), 1);
    expect(scheduler.schedule(20).preempted.map(({ template }) => template.priority)).toEqual([-5, -5]);
  });

  test("a node is chosen where no budget is broken", () => {
    const guarded = workload("guarded", { cpu: "7" }, { priority: -1, budgets: [{ maxUnavailable: 0 }] });
    const free = workload("free", { cpu: "7" }, { priority: -1 });
    const { cluster, scheduler } = setUp({ cpu: 2 });
    for (const template of [guarded, free]) for (const pod of addPods(cluster, template, 1)) pod.ready = true;
    scheduler.schedule(0);
    addPods(cluster, app, 1);
    expect(scheduler.schedule(1).preempted.map(({ template }) => template)).toEqual([free]);
  });

  test("`Never` and equal priority preempt nothing", () => {
    const { cluster, scheduler } = setUp();
    addPods(cluster, pause, 7);
    scheduler.schedule(0);
    addPods(cluster, workload("polite", { cpu: "1" }, { spec: { preemptionPolicy: "Never" } }), 1);
    addPods(cluster, workload("equal", { cpu: "1" }, { priority: -1 }), 1);
    expect(scheduler.schedule(1).preempted).toEqual([]);
  });
});

test("no node is ever overdrawn, every pod is somewhere, and the same again comes out the same", () => {
  const steps = fc.array(
    fc.record({
      kind: fc.constantFrom("add", "remove", "node"),
      cpu: fc.integer({ min: 0, max: 4000 }),
      priority: fc.integer({ min: -2, max: 2 }),
    }),
    { maxLength: 60 },
  );
  const run = (all: typeof steps extends fc.Arbitrary<infer Steps> ? Steps : never): string => {
    const { cluster, scheduler } = setUp();
    const pods: Pod[] = [];
    for (const [now, { kind, cpu, priority }] of all.entries()) {
      if (kind === "node") cluster.addNode(cpuNode!);
      else if (kind === "add")
        pods.push(cluster.addPod(workload(`w${cpu % 5}`, { cpu: `${cpu}m` }, { priority }), now));
      else if (pods.length > 0) cluster.removePod(pods.splice(cpu % pods.length, 1)[0]!);
      for (const victim of scheduler.schedule(now).preempted) {
        cluster.removePod(victim);
        pods.splice(pods.indexOf(victim), 1);
      }
      scheduler.schedule(now);
    }
    for (const { used, template, pods: on } of cluster.nodes) {
      for (const resource of [cpuIndex, memoryIndex, podsIndex])
        expect(used[resource]).toBeLessThanOrEqual(template.allocatable[resource]!);
      expect(used[podsIndex]).toBe(on.size);
    }
    expect(cluster.pending.size + cluster.nodes.reduce((sum, node) => sum + node.pods.size, 0)).toBe(pods.length);
    return JSON.stringify(pods.map(({ node, serial }) => [serial, node?.name]));
  };
  fc.assert(fc.property(steps, (all) => expect(run(all)).toBe(run(all))));
});
