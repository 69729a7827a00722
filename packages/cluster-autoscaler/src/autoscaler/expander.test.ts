import { app, groupOf, Scene, sizedTemplate, workload } from "../testing/samples";

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

  test("least-waste: the one of whose CPU and memory less is left over", () => {
    const pools = [groupOf(sizedTemplate("large", 32)), groupOf(sizedTemplate("small", 8))];
    expect(chosen("least-waste", pools, Array<typeof app>(6).fill(app))).toBe("small");
    // Three nodes of eight cores for what a single one of 32 has room for, less of which is left over.
    const wide = workload("wide", { cpu: "5", memory: "20Gi" });
    expect(chosen("least-waste", pools, Array<typeof wide>(6).fill(wide))).toBe("large");
  });
});
