import type { Node } from "../cluster/cluster";
import { newNodeTemplateOf } from "../cluster/node-template";
import { cpuIndex } from "../cluster/resources";
import {
  app,
  cpuTemplate,
  gpuTemplate,
  groupOf,
  nodeObject,
  Scene,
  vllm,
  workload,
  type SceneArgs,
} from "../testing/samples";
import { utilization } from "./removal";

/** A scene with so many nodes of one pool. */
function withNodes(count: number, { min = 0, ...args }: SceneArgs & { min?: number } = {}) {
  const scene = new Scene({ groups: [groupOf(cpuTemplate(), { min, max: 10 })], ...args });
  return { scene, nodes: scene.addNodes(count) as [Node, Node, Node] };
}
/** The numbers of the nodes that go when nothing else happens for twenty minutes and a bit. */
function going(scene: Scene): number[] {
  scene.scan(0);
  return numbers(scene.scan(1200).draining);
}
const numbers = (nodes: readonly Node[]): number[] => nodes.map(({ name }) => Number(name.slice(-6)));
/** It makes its node one that is in use. */
const half = workload("half", { cpu: "4001m" });

describe("utilization", () => {
  const of = (template = cpuTemplate(), ...pods: ReturnType<typeof workload>[]): number => {
    const scene = new Scene({ groups: [groupOf(template)] });
    const [node] = scene.addNodes(1);
    for (const pod of pods) scene.addPods(pod, 1, node);
    return utilization(node!);
  };

  test.each([
    ["nothing", [], 0],
    ["CPU where it is more", [workload("a", { cpu: "2", memory: "4Gi" })], 0.25],
    ["memory where it is more", [workload("a", { cpu: "1", memory: "16Gi" })], 0.5],
    ["pods of DaemonSets count", [workload("a", { cpu: "2" }, { daemon: true })], 0.25],
    ["expendable pods do not", [workload("a", { cpu: "2" }, { priority: -11 })], 0],
    ["those at the cutoff do", [workload("a", { cpu: "2" }, { priority: -10 })], 0.25],
  ])("%s", (_what, pods, expected) => expect(of(cpuTemplate(), ...pods)).toBe(expected));

  test("GPUs alone where there are some", () => {
    expect([of(gpuTemplate(), vllm), of(gpuTemplate(), workload("a", { cpu: "8" }))]).toEqual([1, 0]);
  });

  test("nothing of a GPU node whose GPUs are not there yet", () => {
    const { metadata, ...node } = nodeObject("gpu1");
    const labels = { ...metadata.labels, "kubernetes.azure.com/accelerator": "nvidia" };
    const bare = newNodeTemplateOf({ metadata: { ...metadata, labels }, ...node }, "gpu1");
    expect(of(bare, workload("a", { cpu: "8" }))).toBe(0);
  });

  test("a node that does not say what it offers cannot be judged, and stays", () => {
    const { metadata } = nodeObject();
    expect(of(newNodeTemplateOf({ metadata }, "cpu1"))).toBe(Infinity);
  });
});

describe("which nodes are not needed", () => {
  test("empty ones, all together", () => expect(going(withNodes(3).scene)).toEqual([0, 1, 2]));

  test("never below the pool's minimum", () => {
    expect(going(withNodes(3, { min: 2 }).scene)).toEqual([0]);
    const { scene } = withNodes(2, { min: 2 });
    expect(going(scene)).toEqual([]);
  });

  test("what is coming counts for the minimum, what is leaving does not", () => {
    const { scene, nodes } = withNodes(3, { min: 2 });
    nodes[0].leaving = nodes[0].cordoned = true;
    expect(going(scene)).toEqual([]);
    const growing = withNodes(2, { min: 2 });
    growing.scene.groups[0]!.request([
      { group: growing.scene.groups[0]!, requestedAt: 1000, readyAt: Infinity, pods: [] },
    ]);
    expect(going(growing.scene)).toHaveLength(1);
  });

  test("those with what goes with its node, or may be lost, are empty", () => {
    const { scene, nodes } = withNodes(2);
    scene.addPods(workload("daemon", { cpu: "1" }, { daemon: true }), 1, nodes[0]);
    scene.addPods(workload("expendable", { cpu: "1" }, { priority: -11 }), 1, nodes[1]);
    expect(going(scene)).toEqual([0, 1]);
  });

  test("one that is half used, not one that is more, nor one whose pods have no room elsewhere", () => {
    const used = (memory: string): number => {
      const { scene, nodes } = withNodes(2);
      scene.addPods(workload("p", { memory }), 1, nodes[0]);
      scene.addPods(half, 1, nodes[1]);
      return going(scene).length;
    };
    expect([used("16Gi"), used("16385Mi")]).toEqual([1, 0]);
    const { scene, nodes } = withNodes(1);
    scene.addPods(app, 1, nodes[0]);
    expect(going(scene)).toEqual([]);
  });

  test("the threshold is the profile's", () => {
    const { scene, nodes } = withNodes(2, { profile: { scaleDownUtilizationThreshold: "0.1" } });
    scene.addPods(app, 1, nodes[0]);
    scene.addPods(app, 1, nodes[1]);
    expect(going(scene)).toEqual([]);
  });

  test("that of GPU nodes is not", () => {
    const group = groupOf(newNodeTemplateOf(nodeObject("gpu1", undefined, { "nvidia.com/gpu": "4" }), "gpu1"));
    const stays = (gpus: string): boolean => {
      const scene = new Scene({ groups: [group], profile: { scaleDownUtilizationThreshold: "0.9" } });
      group.nodes.clear();
      const [first, second] = scene.addNodes(2);
      scene.addPods(workload("some", { "nvidia.com/gpu": gpus }), 1, first);
      scene.addPods(workload("none", { cpu: "1" }, { replicated: false }), 1, second);
      return going(scene).length === 0;
    };
    expect([stays("2"), stays("3")]).toEqual([false, true]);
  });

  test("room is not given twice, and what was moved moves on with its node", () => {
    const three = workload("three", { cpu: "3" });
    const { scene, nodes } = withNodes(3);
    for (const node of nodes) scene.addPods(three, 1, node);
    scene.scan(0);
    // The first one's pod goes to the second, both of that to the third: they do not fit there with its own.
    expect(numbers(scene.scan(600).draining)).toEqual([0]);
    const small = withNodes(3);
    for (const node of small.nodes) small.scene.addPods(app, 1, node);
    const gone: number[] = [];
    for (let now = 0; now < 2000; now += 20) {
      const { draining } = small.scene.scan(now);
      gone.push(...numbers(draining));
      for (const node of draining) {
        const pods = [...node.pods].map(({ template }) => template);
        small.scene.remove(node);
        expect(pods).not.toEqual([]);
        for (const pod of small.scene.cluster.pending)
          small.scene.cluster.bind(pod, small.scene.cluster.nodes.at(-1)!, now);
      }
    }
    expect(gone).toEqual([0, 1]);
  });

  test("a node whose pods find no room together takes none from others", () => {
    const { scene, nodes } = withNodes(3);
    // Two of its pods would go to the second node, the third one nowhere: nothing is moved.
    scene.addPods(app, 2, nodes[0]);
    scene.addPods(workload("wide", { cpu: "1", memory: "10Gi" }), 1, nodes[0]);
    scene.addPods(workload("much", { cpu: "6", memory: "30Gi" }), 1, nodes[1]);
    scene.addPods(workload("last", { cpu: "2" }), 1, nodes[2]);
    nodes[2].cordoned = true;
    expect(going(scene)).toEqual([2]);
  });

  test.each<[what: string, change: (node: Node) => void]>([
    ["cordoned", (node) => (node.cordoned = true)],
    ["not ready", (node) => (node.ready = false)],
    ["leaving", (node) => (node.leaving = node.cordoned = true)],
  ])("pods are not moved to a node that is %s", (_what, change) => {
    const { scene, nodes } = withNodes(2, { min: 1 });
    scene.addPods(app, 1, nodes[0]);
    change(nodes[1]);
    expect(going(scene)).not.toContain(0);
  });

  test("nor to one that they do not tolerate", () => {
    const groups = [groupOf(cpuTemplate()), groupOf(gpuTemplate())];
    const scene = new Scene({ groups });
    const [node] = scene.addNodes(1);
    scene.addNodes(1, groups[1]);
    scene.addPods(app, 1, node);
    expect(scene.scan(0).draining).toEqual([]);
    expect(scene.scan(600).draining.map(({ template }) => template.pool)).toEqual(["gpu1"]);
  });

  test("a pod that is about to end needs a place like any other", () => {
    const { scene, nodes } = withNodes(2);
    const [pod] = scene.addPods(app, 1, nodes[0]);
    pod!.deleting = true;
    scene.addPods(workload("full", { cpu: "8" }), 1, nodes[1]);
    expect(going(scene)).toEqual([]);
  });

  test("one that its pool cannot spare now is counted, and goes when it can", () => {
    const { scene, nodes } = withNodes(2, { min: 1 });
    scene.scan(0);
    // The one that would have gone is needed again, the other has been idle all the time.
    scene.addPods(half, 1, nodes[0]);
    expect(numbers(scene.scan(600).draining)).toEqual([1]);
  });

  test("not one on which others make room, nor one that somebody keeps", () => {
    const { scene, nodes } = withNodes(2);
    scene.cluster.nominate(scene.addPods(app, 1)[0]!, nodes[0]);
    expect(going(scene)).toEqual([1]);
    const kept = new Scene();
    kept.addNodes(1, undefined, { kept: true });
    expect(going(kept)).toEqual([]);
  });
});

describe("pods that keep their node", () => {
  const stays = (
    template: ReturnType<typeof workload>,
    profile: Record<string, string> = {},
    ready = true,
  ): boolean => {
    const { scene, nodes } = withNodes(2, { profile });
    scene.addPods(half, 1, nodes[1]);
    for (const pod of scene.addPods(template, 1, nodes[0])) pod.ready = ready;
    return going(scene).length === 0;
  };
  const system = workload("a", { cpu: "1" }, { namespace: "kube-system" });
  const storage = workload("a", { cpu: "1" }, { spec: { volumes: [{ emptyDir: {} }] } });
  const marked = workload(
    "a",
    { cpu: "1" },
    { annotations: { "cluster-autoscaler.kubernetes.io/safe-to-evict": "false" } },
  );

  test.each<[what: string, template: ReturnType<typeof workload>, profile: Record<string, string>, expected: boolean]>([
    ["any", app, {}, false],
    ["a system pod", system, {}, true],
    ["a system pod, where that is no matter", system, { skipNodesWithSystemPods: "false" }, false],
    ["local storage", storage, { skipNodesWithLocalStorage: "true" }, true],
    ["local storage, where that is no matter", storage, {}, false],
    ["a marked pod", marked, {}, true],
    ["a marked pod, whatever is said of system pods", marked, { skipNodesWithSystemPods: "false" }, true],
    ["one that nothing creates again", workload("a", { cpu: "1" }, { replicated: false }), {}, true],
    ["a budget that allows nothing", workload("a", { cpu: "1" }, { budgets: [{ maxUnavailable: 0 }] }), {}, true],
    [
      "two budgets, whatever they allow: nobody can evict it",
      workload("a", { cpu: "1" }, { budgets: [{ maxUnavailable: 1 }, { maxUnavailable: 1 }] }),
      {},
      true,
    ],
    ["a budget that allows one", workload("a", { cpu: "1" }, { budgets: [{ maxUnavailable: 1 }] }), {}, false],
    [
      "a DaemonSet's pod under a budget",
      workload("a", { cpu: "1" }, { daemon: true, budgets: [{ maxUnavailable: 0 }] }),
      {},
      false,
    ],
  ])("%s", (_what, template, profile, expected) => expect(stays(template, profile)).toBe(expected));

  test("a system pod keeps its node for an hour, from its creation", () => {
    const { scene, nodes } = withNodes(2);
    scene.addPods(half, 1, nodes[1]);
    scene.addPods(system, 1, nodes[0]);
    expect([3600, 3601, 4200, 4201].map((now) => scene.scan(now).draining.length)).toEqual([0, 0, 0, 1]);
  });

  test("a budget is used up by the nodes found before", () => {
    const guarded = workload("guarded", { cpu: "1" }, { budgets: [{ maxUnavailable: 1 }] });
    const { scene, nodes } = withNodes(3);
    scene.addPods(guarded, 1, nodes[0]);
    scene.addPods(guarded, 1, nodes[1]);
    scene.addPods(half, 1, nodes[2]);
    scene.scan(0);
    const [first] = scene.scan(600).draining;
    expect(numbers([first!])).toEqual([0]);
    scene.remove(first!);
    for (const pod of scene.cluster.pending) scene.cluster.bind(pod, nodes[2], 600);
    // The second one has been unneeded only since the budget allowed it.
    expect(scene.scan(620).draining).toEqual([]);
    expect(scene.scan(1219).draining).toEqual([]);
    expect(numbers(scene.scan(1220).draining)).toEqual([1]);
  });
});

describe("when they go", () => {
  test("after ten minutes without need, at a stretch", () => {
    const { scene, nodes } = withNodes(1);
    expect([0, 599, 600].map((now) => scene.scan(now).draining.length)).toEqual([0, 0, 1]);
    expect(nodes[0]).toMatchObject({ cordoned: true, leaving: true });
    const other = withNodes(1);
    other.scene.scan(0);
    const [pod] = other.scene.addPods(half, 1, other.nodes[0]);
    other.scene.scan(300);
    other.scene.cluster.removePod(pod!);
    other.scene.scan(320);
    expect([600, 919, 920].map((now) => other.scene.scan(now).draining.length)).toEqual([0, 0, 1]);
  });

  test("one that is not ready after twenty", () => {
    const { scene } = withNodes(0);
    scene.addNodes(1, undefined, { ready: false, createdAt: -900 });
    expect([0, 600, 1199, 1200].map((now) => scene.scan(now).draining.length)).toEqual([0, 0, 0, 1]);
  });

  test("one that may still become ready is not counted, a quarter of an hour long", () => {
    const { scene } = withNodes(0);
    scene.addNodes(1, undefined, { ready: false });
    expect([0, 899, 900, 2099, 2100].map((now) => scene.scan(now).draining.length)).toEqual([0, 0, 0, 0, 1]);
  });

  test("ten empty ones at once, and one that must be drained, with those that are leaving", () => {
    const { scene, nodes } = withNodes(14, { profile: { maxEmptyBulkDelete: "3" } });
    scene.addPods(app, 1, nodes[0]);
    scene.addPods(app, 1, nodes[1]);
    scene.addPods(half, 1, nodes[2]);
    scene.scan(0);
    expect(numbers(scene.scan(600).draining)).toEqual([3, 4, 5]);
    expect(scene.scan(620).draining).toEqual([]);
    for (const node of [...scene.cluster.nodes].filter(({ leaving }) => leaving)) scene.remove(node);
    expect(scene.scan(640).draining).toHaveLength(3);
  });

  test("no more are counted than would go soon: twice as many as go at once beyond those that are", () => {
    const { scene } = withNodes(10, { profile: { maxEmptyBulkDelete: "2" } });
    scene.scan(0);
    const gone = [600, 620, 640, 1200].map((now) => {
      const { draining } = scene.scan(now);
      for (const node of draining) scene.remove(node);
      return draining.length;
    });
    // Four were counted from the beginning, the others from the second scan on.
    expect(gone).toEqual([2, 2, 0, 2]);
  });

  test("one is drained at a time, beside empty ones", () => {
    const { scene, nodes } = withNodes(4);
    scene.addPods(app, 1, nodes[0]);
    scene.addPods(app, 1, nodes[1]);
    scene.addPods(half, 1, nodes[2]);
    scene.scan(0);
    expect(numbers(scene.scan(600).draining)).toEqual([3, 0]);
    expect(scene.scan(620).draining).toEqual([]);
    scene.remove(nodes[0]);
    for (const pod of scene.cluster.pending) scene.cluster.bind(pod, nodes[2], 600);
    expect(numbers(scene.scan(640).draining)).toEqual([1]);
  });

  test("a drain is one until its node is gone, also when its pods are", () => {
    const { scene, nodes } = withNodes(3);
    const [pod] = scene.addPods(app, 1, nodes[0]);
    scene.addPods(app, 1, nodes[1]);
    scene.addPods(half, 1, nodes[2]);
    scene.scan(0);
    expect(numbers(scene.scan(600).draining)).toEqual([0]);
    scene.cluster.removePod(pod!);
    expect(scene.scan(620).draining).toEqual([]);
    scene.remove(nodes[0]);
    expect(numbers(scene.scan(640).draining)).toEqual([1]);
  });

  test("a drain counts among those that go at once", () => {
    const { scene, nodes } = withNodes(3, { profile: { maxEmptyBulkDelete: "1" } });
    scene.addPods(app, 1, nodes[0]);
    scene.addPods(half, 1, nodes[1]);
    scene.scan(0);
    expect(numbers(scene.scan(600).draining)).toEqual([2]);
  });

  test("none within ten minutes of a scale-up", () => {
    const { scene } = withNodes(1);
    scene.scan(0);
    for (const pod of scene.addPods(vllm, 1)) pod.unschedulable = true;
    scene.scan(100);
    const grown = new Scene({ groups: [groupOf(cpuTemplate()), groupOf(gpuTemplate())] });
    grown.addNodes(1);
    grown.scan(0);
    const pods = grown.addPods(vllm, 1);
    for (const pod of pods) pod.unschedulable = true;
    expect(grown.scan(100).requested).toHaveLength(1);
    expect([699, 700].map((now) => grown.scan(now).draining.length)).toEqual([0, 1]);
  });

  test("a scan that adds nodes counts as any other, and removes some where nothing forbids it", () => {
    const groups = [groupOf(cpuTemplate()), groupOf(gpuTemplate())];
    const scene = new Scene({ groups, profile: { scaleDownDelayAfterAdd: "0s" } });
    const [node] = scene.addNodes(1);
    scene.addNodes(1);
    const [pod] = scene.addPods(half, 1, node);
    scene.scan(0);
    scene.cluster.removePod(pod!);
    for (const asking of scene.addPods(vllm, 1)) asking.unschedulable = true;
    expect(scene.scan(100)).toMatchObject({ requested: [{}], draining: [] });
    for (const asking of scene.addPods(vllm, 1)) asking.unschedulable = true;
    const { requested, draining } = scene.scan(700);
    expect([requested.length, numbers(draining).sort()]).toEqual([1, [0, 1]]);
  });

  test("a delay after the last removal began, where the profile has one", () => {
    const { scene, nodes } = withNodes(2, { profile: { scaleDownDelayAfterDelete: "5m", maxEmptyBulkDelete: "1" } });
    scene.scan(0);
    expect(scene.scan(600).draining).toEqual([nodes[0]]);
    scene.now = 700;
    scene.remove(nodes[0]);
    expect([899, 900].map((now) => scene.scan(now).draining.length)).toEqual([0, 1]);
  });

  test("a new node by the name of one that went counts from its beginning", () => {
    const { scene, nodes } = withNodes(1);
    scene.scan(0);
    scene.scan(600);
    scene.remove(nodes[0]);
    scene.addNodes(1, undefined, { name: nodes[0].name });
    expect([620, 1219, 1220].map((now) => scene.scan(now).draining.length)).toEqual([0, 0, 1]);
  });
});

test("nodes that have long not been needed go before others that are as empty", () => {
  const { scene, nodes } = withNodes(2, { min: 1 });
  const [pod] = scene.addPods(half, 1, nodes[0]);
  scene.scan(0);
  scene.cluster.removePod(pod!);
  expect(numbers(scene.scan(600).draining)).toEqual([1]);
});

test("the same is found of the same cluster read anew", () => {
  const { scene, nodes } = withNodes(1);
  scene.scan(0);
  // The add-on makes all objects anew for every scan: it knows nodes by their names.
  scene.groups[0]!.nodes.clear();
  scene.cluster.removeNode(nodes[0]);
  const [again] = scene.addNodes(1, undefined, { name: nodes[0].name });
  expect(again!.used[cpuIndex]).toBe(0);
  expect(scene.scan(600).draining).toEqual([again]);
});
