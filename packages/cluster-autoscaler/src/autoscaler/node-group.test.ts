import { cpuTemplate, groupOf, Scene, workload } from "../testing/samples";
import { NodeGroup } from "./node-group";

test("a pool that is of no family counts for no quota", () => {
  const own = new NodeGroup({ name: "own", templates: [cpuTemplate("own")], min: 0, max: 5 });
  expect(own).toMatchObject({ family: "", vcpus: 0, size: 0 });
  const scene = new Scene({ groups: [own], quotas: new Map([["d8", 0]]) });
  for (const pod of scene.addPods(workload("p", { cpu: "8" }), 2)) pod.unschedulable = true;
  expect(scene.scan().requested).toHaveLength(2);
});

test("what was given up comes no more, and the others may", () => {
  const group = groupOf(cpuTemplate());
  const [first, second] = [0, 0].map((requestedAt) => ({ group, requestedAt, readyAt: 180, pods: [] }));
  group.request([first!, second!]);
  expect(group.size).toBe(2);
  group.fail(100, [first!]);
  expect([group.size, group.backoff.isActive(100)]).toEqual([1, true]);
  expect([group.arrived(first!), group.arrived(second!), group.arrived(second!)]).toEqual([false, true, false]);
  expect(group.size).toBe(0);
});

test("of a pool over several zones the first one's node stands for all that are to come", () => {
  const templates = ["1", "2"].map((zone) => cpuTemplate("cpu1", zone));
  const group = groupOf(templates[0]!, { templates });
  group.nextTemplate();
  expect(group.template).toBe(templates[0]);
});
