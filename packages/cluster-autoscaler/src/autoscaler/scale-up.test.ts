import { app, cpuTemplate, gpuTemplate, groupOf, Scene, sizedTemplate, vllm, workload } from "../testing/samples";
import { newNodeTemplateOf } from "../cluster/node-template";
import { amountsOf } from "../cluster/resources";
import { nodeObject } from "../testing/samples";

const two = { cpu: "2", memory: "1Gi" };
const zonal = (name: string, zone: string, max = 5) => groupOf(cpuTemplate(name, `koreacentral-${zone}`), { max });
const requestedIn = (scene: Scene): string[] => scene.runTo(scene.now)[0]?.requested ?? [];

describe("how many nodes", () => {
  test("as many as the pending pods need, once, and they join when they are due", () => {
    const scene = new Scene();
    scene.addPods(app, 20);
    expect(scene.runTo(160)).toEqual([{ at: 0, requested: ["cpu1", "cpu1", "cpu1"], draining: [], limits: [] }]);
    expect(scene.cluster.nodes).toHaveLength(0);
    scene.runTo(180);
    expect([scene.cluster.nodes.length, scene.cluster.pending.size]).toEqual([3, 0]);
  });

  test("room on a node that is there comes first, and room on one that is coming", () => {
    const scene = new Scene();
    const [node] = scene.addNodes(1);
    scene.addPods(app, 6, node);
    for (const pod of scene.addPods(app, 2)) pod.unschedulable = true;
    expect(scene.scan().requested).toEqual([]);
    for (const pod of scene.addPods(app, 2)) pod.unschedulable = true;
    expect(scene.scan().requested).toHaveLength(1);
    for (const pod of scene.addPods(app, 6)) pod.unschedulable = true;
    expect(scene.scan().requested).toEqual([]);
    for (const pod of scene.addPods(app, 1)) pod.unschedulable = true;
    expect(scene.scan().requested).toHaveLength(1);
  });

  test("the most important pods have that room", () => {
    const scene = new Scene();
    scene.addNodes(1);
    const lesser = workload("lesser", { cpu: "8" }, { priority: -1 });
    for (const pod of [...scene.addPods(lesser, 1), ...scene.addPods(workload("more", { cpu: "8" }), 1)])
      pod.unschedulable = true;
    expect(scene.scan().requested.flatMap(({ pods }) => pods.map(({ template }) => template))).toEqual([lesser]);
  });

  test("the largest pods are packed first", () => {
    const scene = new Scene();
    scene.addPods(workload("a-small", { cpu: "1" }), 8);
    scene.addPods(workload("large", { cpu: "5" }), 2);
    expect(requestedIn(scene)).toHaveLength(3);
    const [first] = scene.groups[0]!.coming;
    expect(first!.pods.map(({ template }) => template.id)).toEqual([
      "production/large",
      ...Array(3).fill("production/a-small"),
    ]);
  });

  test("memory makes a pod large as well as CPU does", () => {
    const scene = new Scene();
    scene.addPods(workload("a", { cpu: "3" }), 1);
    scene.addPods(workload("b", { cpu: "1", memory: "30Gi" }), 1);
    scene.scan();
    for (const pod of scene.cluster.pending) pod.unschedulable = true;
    scene.scan();
    const [first] = scene.groups[0]!.coming;
    expect(first!.pods.map(({ template }) => template.id)).toEqual(["production/b", "production/a"]);
  });

  test("neither does a little memory make it larger than much CPU does, nor the other way", () => {
    const first = (...requests: Record<string, string>[]): string => {
      const scene = new Scene();
      requests.forEach((of, index) => scene.addPods(workload(`p${index}`, of), 1));
      for (const pod of scene.cluster.pending) pod.unschedulable = true;
      return scene.scan().requested[0]!.pods[0]!.template.id;
    };
    expect(first({ cpu: "1", memory: "4Gi" }, { cpu: "6", memory: "1Gi" })).toBe("production/p1");
    expect(first({ cpu: "2", memory: "1Gi" }, { cpu: "1", memory: "30Gi" })).toBe("production/p1");
  });

  test("what DaemonSets use is not there for others", () => {
    const scene = new Scene({ groups: [groupOf(sizedTemplate("p", 8, 1))] });
    scene.addPods(app, 8);
    expect(requestedIn(scene)).toHaveLength(2);
  });

  test("it says which pods a node is for, when it was asked for and when it comes", () => {
    const scene = new Scene({ provision: 180 });
    const pods = scene.addPods(workload("half", { cpu: "4" }), 3);
    for (const pod of pods) pod.unschedulable = true;
    const [group] = scene.groups;
    expect(scene.scan(20).requested).toEqual([
      { group, requestedAt: 20, readyAt: 200, pods: [pods[0], pods[1]] },
      { group, requestedAt: 20, readyAt: 200, pods: [pods[2]] },
    ]);
  });

  test("a node that boots counts as one that is coming, for a quarter of an hour", () => {
    const requested = (age: number, state: object): number => {
      const scene = new Scene();
      const [node] = scene.addNodes(1, undefined, { ready: false });
      Object.assign(node!, state);
      for (const pod of scene.addPods(app, 1)) pod.unschedulable = true;
      return scene.scan(age).requested.length;
    };
    expect([requested(899, {}), requested(900, {}), requested(0, { leaving: true })]).toEqual([0, 1, 1]);
  });
});

describe("which pods ask for nodes", () => {
  test.each([
    ["a pause pod of priority -1", workload("p", two, { priority: -1 }), 1],
    ["one of priority -10", workload("p", two, { priority: -10 }), 1],
    ["an expendable one", workload("p", two, { priority: -11 }), 0],
    ["one of a DaemonSet", workload("p", two, { daemon: true }), 0],
    ["one that fits no node", workload("p", { cpu: "64" }), 0],
    ["one that selects no node", workload("p", two, { spec: { nodeSelector: { no: "where" } } }), 0],
  ])("%s: %#", (_what, template, expected) => {
    const scene = new Scene({ groups: [groupOf(cpuTemplate()), groupOf(gpuTemplate())] });
    scene.addPods(template, 1);
    expect(requestedIn(scene)).toHaveLength(expected);
  });

  test("not one that the scheduler has not looked at, that ends, or for which others make room", () => {
    const scene = new Scene();
    const [node] = scene.addNodes(1);
    const [fresh, ending, nominated] = scene.addPods(workload("p", { cpu: "8" }), 3);
    ending!.deleting = ending!.unschedulable = nominated!.unschedulable = true;
    scene.cluster.nominate(nominated!, node!);
    expect(scene.scan().requested).toEqual([]);
    // The room that others make for it is nobody else's.
    fresh!.unschedulable = true;
    expect(scene.scan().requested).toHaveLength(1);
  });

  test("not one that is younger than the profile says", () => {
    const scene = new Scene({ profile: { newPodScaleUpDelay: "30s" } });
    for (const pod of scene.addPods(app, 1)) pod.unschedulable = true;
    expect([scene.scan(29).requested.length, scene.scan(30).requested.length]).toEqual([0, 1]);
  });

  test("one that is too young has its part of the room all the same", () => {
    const scene = new Scene({ profile: { newPodScaleUpDelay: "30s" } });
    scene.addNodes(1);
    const old = scene.addPods(workload("old", { cpu: "8" }), 1);
    scene.now = 20;
    const young = scene.addPods(workload("young", { cpu: "8" }, { priority: 1 }), 1);
    for (const pod of [...old, ...young]) pod.unschedulable = true;
    expect(scene.scan(40).requested.map(({ pods }) => pods)).toEqual([old]);
  });

  test("expendable pods take no room that others could have", () => {
    const scene = new Scene();
    const [node] = scene.addNodes(1);
    scene.addPods(workload("expendable", { cpu: "8" }, { priority: -11 }), 1, node);
    for (const pod of scene.addPods(app, 1)) pod.unschedulable = true;
    expect(scene.scan().requested).toEqual([]);
  });
});

describe("pods that are very new", () => {
  const asked = (ages: readonly [template: ReturnType<typeof workload>, age: number][]): number => {
    const groups = [groupOf(cpuTemplate()), groupOf(gpuTemplate())];
    const scene = new Scene({ groups, waitsForMore: () => true, profile: { scaleDownDelayAfterAdd: "0s" } });
    for (const [template, age] of ages) {
      scene.now = 100 - age;
      for (const pod of scene.addPods(template, 1)) pod.unschedulable = true;
    }
    return scene.scan(100).requested.length;
  };

  test.each<[what: string, ages: [ReturnType<typeof workload>, number][], requested: number]>([
    ["two seconds are enough", [[app, 2]], 1],
    ["less is not", [[app, 1.9]], 0],
    [
      "an older one asks for all",
      [
        [app, 0],
        [app, 2],
      ],
      1,
    ],
    ["one that asks for a GPU waits for half a minute", [[vllm, 29]], 0],
    ["and not longer", [[vllm, 30]], 1],
    [
      "all others with it",
      [
        [vllm, 29],
        [app, 90],
      ],
      0,
    ],
  ])("may have others follow: %s", (_what, ages, requested) => expect(asked(ages)).toBe(requested));

  test("no node goes meanwhile", () => {
    const groups = [groupOf(cpuTemplate()), groupOf(gpuTemplate())];
    const scene = new Scene({ groups, waitsForMore: () => true });
    scene.addNodes(1);
    scene.scan(0);
    scene.now = 599;
    for (const pod of scene.addPods(vllm, 1)) pod.unschedulable = true;
    expect(scene.scan(600)).toMatchObject({ requested: [], draining: [] });
  });
});

describe("of which pool", () => {
  test("a GPU pod gets a node of the GPU pool, from zero, and no other pod gets one", () => {
    const scene = new Scene({ groups: [groupOf(cpuTemplate()), groupOf(gpuTemplate())] });
    scene.addPods(vllm, 1);
    expect(requestedIn(scene)).toEqual(["gpu1"]);
    const other = new Scene({ groups: [groupOf(gpuTemplate())] });
    other.addPods(app, 1);
    expect(requestedIn(other)).toEqual([]);
  });

  test("one option in a scan: what it leaves waits for the next", () => {
    const scene = new Scene({ groups: [groupOf(cpuTemplate()), groupOf(gpuTemplate())] });
    scene.addPods(vllm, 1);
    scene.addPods(app, 1);
    expect(scene.runTo(20).map(({ requested }) => requested)).toEqual([["gpu1"], ["cpu1"]]);
  });

  const sizes = (expander: string, random = () => 0.5) =>
    new Scene({
      groups: [groupOf(sizedTemplate("large", 32)), groupOf(sizedTemplate("small", 8))],
      profile: { expander },
      random,
    });

  test("least-waste: the one that is left idle least", () => {
    const scene = sizes("least-waste");
    scene.addPods(app, 6);
    expect(requestedIn(scene)).toEqual(["small"]);
  });

  test("least-waste weighs memory beside CPU", () => {
    const groups = ["64Gi", "16Gi"].map((memory, index) =>
      groupOf(newNodeTemplateOf(nodeObject(`p${index}`, undefined, { memory }), `p${index}`)),
    );
    const scene = new Scene({ groups, profile: { expander: "least-waste" } });
    scene.addPods(workload("p", { cpu: "8", memory: "14Gi" }), 1);
    expect(requestedIn(scene)).toEqual(["p1"]);
  });

  test("least-waste weighs the whole machine, with what AKS and DaemonSets keep of it", () => {
    const groups = ["9", "10"].map((cpu, index) => {
      const { status, ...node } = nodeObject(`p${index}`);
      const whole = { ...node, status: { ...status, capacity: { ...status?.capacity, cpu } } };
      return groupOf(newNodeTemplateOf(whole, `p${index}`, index === 0 ? [] : [amountsOf({ cpu: "4" })]));
    });
    const scene = new Scene({ groups, profile: { expander: "least-waste" } });
    scene.addPods(workload("p", { cpu: "4" }), 1);
    expect(requestedIn(scene)).toEqual(["p0"]);
  });

  test("most-pods: the one that takes the most pods", () => {
    const groups = [groupOf(sizedTemplate("few", 8), { max: 1 }), groupOf(sizedTemplate("many", 8), { max: 2 })];
    const scene = new Scene({ groups, profile: { expander: "most-pods" } });
    scene.addPods(app, 12);
    expect(requestedIn(scene)).toEqual(["many", "many"]);
  });

  test("random, AKS' own: it is drawn of all that would do", () => {
    const drawn = [0, 0.49, 0.5, 0.99].map((chance) => {
      const scene = sizes("random", () => chance);
      scene.addPods(app, 1);
      return requestedIn(scene)[0];
    });
    expect(drawn).toEqual(["large", "large", "small", "small"]);
  });

  test("nothing is drawn where one is best", () => {
    const scene = new Scene({
      random: () => {
        throw new Error("drawn");
      },
    });
    scene.addPods(app, 1);
    expect(requestedIn(scene)).toEqual(["cpu1"]);
  });
});

describe("pools that are alike", () => {
  const balanced = { balanceSimilarNodeGroups: "true" };

  test("grow in turn, the smallest first, the chosen one first of equals", () => {
    const groups = ["1", "2", "3"].map((zone) => zonal(`z${zone}`, zone));
    const scene = new Scene({ groups, profile: balanced, random: () => 0.4 });
    const [node] = scene.addNodes(1, groups[0]);
    scene.addPods(workload("full", { cpu: "8" }), 1, node);
    scene.addPods(workload("p", { cpu: "8" }), 4);
    expect(requestedIn(scene)).toEqual(["z2", "z2", "z1", "z3"].sort((a, b) => (a === "z2" ? -1 : b === "z2" ? 1 : 0)));
    expect(groups.map(({ size }) => size)).toEqual([2, 2, 1]);
  });

  test("have the room that they have together, each its own maximum", () => {
    const groups = [zonal("z1", "1", 1), zonal("z2", "2", 3)];
    const scene = new Scene({ groups, profile: balanced });
    scene.addPods(workload("p", { cpu: "8" }), 9);
    scene.runTo(0);
    expect(groups.map(({ size }) => size)).toEqual([1, 3]);
  });

  test("grow alone where the profile says nothing of it", () => {
    const groups = [zonal("z1", "1"), zonal("z2", "2")];
    const scene = new Scene({ groups, random: () => 0 });
    scene.addPods(workload("p", { cpu: "8" }), 2);
    expect(requestedIn(scene)).toEqual(["z1", "z1"]);
  });

  test("are not alike where one does not take all of the pods", () => {
    const groups = [zonal("z1", "1"), zonal("z2", "2")];
    const scene = new Scene({ groups, profile: balanced, random: () => 0 });
    const nodeSelector = { "topology.kubernetes.io/zone": "koreacentral-1" };
    scene.addPods(workload("p", { cpu: "8" }, { spec: { nodeSelector } }), 2);
    expect(requestedIn(scene)).toEqual(["z1", "z1"]);
  });

  test("are not alike where one takes some of the pods only", () => {
    const groups = [zonal("z1", "1"), zonal("z2", "2")];
    const scene = new Scene({ groups, profile: balanced, random: () => 0 });
    const nodeSelector = { "topology.kubernetes.io/zone": "koreacentral-1" };
    scene.addPods(workload("bound", { cpu: "8" }, { spec: { nodeSelector } }), 1);
    scene.addPods(workload("free", { cpu: "8" }), 1);
    expect(requestedIn(scene)).toEqual(["z1", "z1"]);
  });

  test("are alike whatever other pods wait that none of them takes", () => {
    const groups = [zonal("z1", "1"), zonal("z2", "2")];
    const scene = new Scene({ groups, profile: balanced, random: () => 0 });
    scene.addPods(workload("p", { cpu: "8" }), 2);
    scene.addPods(workload("huge", { cpu: "64" }), 1);
    expect(requestedIn(scene)).toEqual(["z1", "z2"]);
  });

  test("are not alike where their nodes differ", () => {
    const groups = [groupOf(sizedTemplate("a", 8)), groupOf(sizedTemplate("b", 16))];
    const scene = new Scene({ groups, profile: balanced, random: () => 0 });
    scene.addPods(workload("p", { cpu: "8" }), 2);
    expect(requestedIn(scene)).toEqual(["a", "a"]);
  });
});

test("a pool over several zones fills them in turn", () => {
  const templates = ["1", "2"].map((zone) => cpuTemplate("cpu1", zone));
  const group = groupOf(templates[0]!, { templates });
  expect([0, 1, 2].map(() => group.nextTemplate())).toEqual([templates[0], templates[1], templates[0]]);
});
