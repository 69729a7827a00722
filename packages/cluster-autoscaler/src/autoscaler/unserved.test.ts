import { cpuIndex } from "../cluster/resources";
import { app, cpuTemplate, groupOf, Scene, workload } from "../testing/samples";
import { takenOn, unservedPods } from "./unserved";

const whole = (name: string, priority = 0) => workload(name, { cpu: "8" }, { priority });

describe("what is taken on a node", () => {
  test("is what its pods ask for, without expendable ones and with those for which others make room", () => {
    const scene = new Scene();
    const [node] = scene.addNodes(1);
    scene.addPods(app, 2, node);
    expect(takenOn(node!)).toBe(node!.used);
    scene.addPods(workload("expendable", { cpu: "2" }, { priority: -11 }), 2, node);
    scene.addPods(workload("cutoff", { cpu: "1" }, { priority: -10 }), 1, node);
    expect(takenOn(node!)[cpuIndex]).toBe(3000);
    scene.cluster.nominate(scene.addPods(workload("other", { cpu: "4" }), 1)[0]!, node!);
    expect(takenOn(node!)[cpuIndex]).toBe(7000);
    // All of it is in thought: what the scheduler counts on the node stays as it is.
    expect(node!.used[cpuIndex]).toBe(7000);
  });
});

describe("pods that will have no place", () => {
  test.each([
    [-1, 0],
    [1, 5],
  ])("are the less important ones: of %d and %d the first", (less, more) => {
    const scene = new Scene();
    scene.addNodes(1);
    const pods = [...scene.addPods(whole("less", less), 1), ...scene.addPods(whole("more", more), 1)];
    expect(unservedPods(scene.cluster, pods, scene.groups, 0)).toEqual([pods[0]]);
    expect(unservedPods(scene.cluster, pods.toReversed(), scene.groups, 0)).toEqual([pods[0]]);
  });

  test.each<[what: string, state: object, served: boolean]>([
    ["is ready", {}, true],
    ["is cordoned", { cordoned: true }, false],
    ["has been booting for a quarter of an hour", { ready: false }, false],
    ["has been booting for less", { ready: false, createdAt: 1001 }, true],
  ])("have none on a node that %s: %#", (_what, state, served) => {
    const scene = new Scene();
    scene.addNodes(1, undefined, { createdAt: 1000, ...state });
    const pods = scene.addPods(whole("p"), 1);
    expect(unservedPods(scene.cluster, pods, scene.groups, 1900)).toEqual(served ? [] : pods);
  });

  test("have none on a node that another takes whole, whatever was thought of before", () => {
    const scene = new Scene();
    scene.addNodes(1);
    const pods = scene.addPods(whole("p"), 2);
    for (let scan = 0; scan < 2; scan++) expect(unservedPods(scene.cluster, pods, scene.groups, 0)).toEqual([pods[1]]);
  });

  test("are not those for whom a node is coming, of whichever pool", () => {
    const groups = [groupOf(cpuTemplate("a")), groupOf(cpuTemplate("b"))];
    const scene = new Scene({ groups });
    for (const group of groups) group.request([{ group, requestedAt: 0, readyAt: 180, pods: [] }]);
    const pods = scene.addPods(whole("p"), 3);
    expect(unservedPods(scene.cluster, pods, groups, 0)).toEqual([pods[2]]);
  });
});
