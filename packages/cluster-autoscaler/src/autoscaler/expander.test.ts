import { newNodeTemplateOf } from "../cluster/node-template";
import { app, groupOf, nodeObject, Scene, sizedTemplate, workload } from "../testing/samples";

/** The pool that is asked, whatever is drawn: the outcome must not depend on it, nor on the order of the pools. */
function chosen(
  expander: string,
  pools: ReturnType<typeof groupOf>[],
  templates: ReturnType<typeof workload>[],
): string {
  const names = [pools, pools.toReversed()].flatMap((groups) =>
    [0, 0.99].map((chance) => {
      const scene = new Scene({ groups, profile: { expander }, random: () => chance });
      for (const template of templates) for (const pod of scene.addPods(template, 1)) pod.unschedulable = true;
      const { requested } = scene.scan();
      for (const group of groups) group.coming.clear();
      return requested[0]?.group.name;
    }),
  );
  expect(new Set(names).size).toBe(1);
  return names[0]!;
}

describe("of several pools that would do, an expander takes", () => {
  test("most-pods: the one in which more of them have room", () => {
    const pools = [groupOf(sizedTemplate("few", 8), { max: 1 }), groupOf(sizedTemplate("many", 8), { max: 2 })];
    expect(chosen("most-pods", pools, Array<typeof app>(12).fill(app))).toBe("many");
  });

  test("most-pods: the room that is left of a pool, not what its nodes that are there have", () => {
    const pools = [groupOf(sizedTemplate("grown", 8), { max: 3 }), groupOf(sizedTemplate("fresh", 8), { max: 2 })];
    const scene = new Scene({ groups: pools });
    scene.addNodes(2, pools[0]);
    expect(chosen("most-pods", pools, Array<typeof app>(12).fill(app))).toBe("fresh");
  });

  test("least-waste: the shares of CPU and of memory together, not the larger one", () => {
    const pool = (name: string, cpu: string, memory: string) =>
      groupOf(newNodeTemplateOf(nodeObject(name, undefined, { cpu, memory }), name));
    // Half of the CPU and no memory, or a third of either (cluster-autoscaler/expander/waste/waste.go: wastedCPU + wastedMemory).
    const pools = [pool("half", "8", "16Gi"), pool("thirds", "6", "24Gi")];
    expect(chosen("least-waste", pools, [workload("p", { cpu: "4", memory: "16Gi" })])).toBe("half");
  });

  test("random: each as often as the others", () => {
    const drawn = [0, 0.33, 0.34, 0.66, 0.67, 0.999].map((chance) => {
      const groups = ["a", "b", "c"].map((name) => groupOf(sizedTemplate(name, 8)));
      const scene = new Scene({ groups, random: () => chance });
      for (const pod of scene.addPods(app, 1)) pod.unschedulable = true;
      return scene.scan().requested[0]?.group.name;
    });
    expect(drawn).toEqual(["a", "a", "b", "b", "c", "c"]);
  });

  test("least-waste: the one of whose CPU and memory less is left over", () => {
    const pools = [groupOf(sizedTemplate("large", 32)), groupOf(sizedTemplate("small", 8))];
    expect(chosen("least-waste", pools, Array<typeof app>(6).fill(app))).toBe("small");
    // Three nodes of eight cores for what a single one of 32 has room for, less of which is left over.
    const wide = workload("wide", { cpu: "5", memory: "20Gi" });
    expect(chosen("least-waste", pools, Array<typeof wide>(6).fill(wide))).toBe("large");
  });
});
