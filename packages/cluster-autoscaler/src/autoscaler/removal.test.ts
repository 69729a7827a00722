import type { Node } from "../cluster/cluster";
import { newNodeTemplateOf } from "../cluster/node-template";
import { groupOf, nodeObject, Scene, workload } from "../testing/samples";
import { readProfile } from "./profile";
import { isEmpty, RemovalSimulation } from "./removal";

type Template = ReturnType<typeof workload>;

/** Which of the nodes with these pods could go, one found after the other. */
function removable(...pods: Template[][]): boolean[] {
  const scene = new Scene();
  const nodes = scene.addNodes(pods.length);
  for (const [index, templates] of pods.entries())
    for (const template of templates) scene.addPods(template, 1, nodes[index]);
  const simulation = new RemovalSimulation(scene.cluster, readProfile({}).profile, 0);
  return nodes.map((node) => simulation.tryRemove(node));
}

describe("nodes that could go together", () => {
  const three = workload("three", { cpu: "3" });

  test("need room for what was moved to them before, too", () => {
    // The first one's pod goes to the second. There are three cores for one of these on the third, not for both.
    expect(removable([three], [three], [workload("two", { cpu: "2" }), three])).toEqual([true, false, false]);
    const small = workload("small", { cpu: "1" });
    expect(removable([small], [small], [small])).toEqual([true, true, false]);
  });

  test("pods of one node do not have the same room", () => {
    const disk = workload("disk", { "ephemeral-storage": "30Gi" });
    const used = workload("used", { cpu: "7", "ephemeral-storage": "50Gi" });
    expect(removable([disk], [used])).toEqual([true, false]);
    expect(removable([disk, disk], [used])).toEqual([false, false]);
  });

  test("a node that cannot go leaves the room as it was", () => {
    const app = workload("app", { cpu: "1" });
    // It has no place elsewhere, the two beside it would have one on the second and one on the third node.
    const disk = workload("disk", { "ephemeral-storage": "90Gi" });
    const full = workload("full", { cpu: "7", "ephemeral-storage": "20Gi" });
    const daemon = workload("daemon", { "ephemeral-storage": "20Gi" }, { daemon: true });
    expect(removable([app, app, disk], [full], [app, daemon])).toEqual([false, false, true]);
  });
});

test.each([
  ["no pod", [], true],
  ["a DaemonSet's", [workload("p", {}, { daemon: true })], true],
  ["one that may be lost", [workload("p", {}, { priority: -11 })], true],
  ["one at the cutoff", [workload("p", {}, { priority: -10 })], false],
  ["one of these", [workload("p", {}, { daemon: true }), workload("q", {})], false],
])("a node with %s is empty: %#", (_what, templates: Template[], empty) => {
  const scene = new Scene();
  const [node] = scene.addNodes(1) as [Node];
  for (const template of templates) scene.addPods(template, 1, node);
  expect(isEmpty(node)).toBe(empty);
});

// --scale-down-gpu-utilization-threshold: half of its GPUs, whatever the profile says of other nodes
test.each([
  [8, true],
  [9, false],
])("a node of which %d of 16 GPUs are asked for could go: %s", (gpus, goes) => {
  const template = newNodeTemplateOf(nodeObject("gpu1", undefined, { "nvidia.com/gpu": "16" }), "gpu1");
  const scene = new Scene({ groups: [groupOf(template)] });
  const [node] = scene.addNodes(2);
  scene.addPods(workload("vllm", { "nvidia.com/gpu": String(gpus) }), 1, node);
  const { profile } = readProfile({ scaleDownUtilizationThreshold: "0.9" });
  expect(new RemovalSimulation(scene.cluster, profile, 0).tryRemove(node!)).toBe(goes);
});
