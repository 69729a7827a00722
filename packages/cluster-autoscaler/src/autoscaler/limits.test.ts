import { app, cpuTemplate, gpuTemplate, groupOf, Scene, sizedTemplate, vllm, workload } from "../testing/samples";

/** What each refusal of a scan says. */
const refusalsOf = (scene: Scene, now?: number) =>
  scene
    .scan(now)
    .refusals.map(({ pods, reason }) => [
      pods.length,
      reason.kind === "limits" ? reason.limits.map(({ group, reason: why }) => `${group.name}: ${why}`) : reason.kind,
    ]);
function pending(scene: Scene, template = app, count = 1) {
  const pods = scene.addPods(template, count);
  for (const pod of pods) pod.unschedulable = true;
  return pods;
}

describe("what keeps pods from a node", () => {
  test("the pool's maximum, from the scan after the one that reached it", () => {
    const scene = new Scene();
    scene.addPods(app, 100);
    const [first, second] = scene.runTo(20);
    expect(first).toMatchObject({ requested: Array(5).fill("cpu1"), limits: [] });
    expect(second).toEqual({ at: 20, requested: [], draining: [], limits: ["cpu1: max"] });
    expect(refusalsOf(scene)).toEqual([[60, ["cpu1: max"]]]);
  });

  test("no pool that would take them", () => {
    const scene = new Scene();
    pending(scene, workload("huge", { cpu: "64" }), 2);
    pending(scene, vllm);
    expect(refusalsOf(scene)).toEqual([
      [2, "no-pool"],
      [1, "no-pool"],
    ]);
  });

  test("a limit of a pool that would not take them is none", () => {
    const scene = new Scene({ groups: [groupOf(cpuTemplate(), { max: 0 }), groupOf(gpuTemplate(), { max: 0 })] });
    pending(scene);
    expect(refusalsOf(scene)).toEqual([[1, ["cpu1: max"]]]);
    expect(scene.scan().limits).toEqual([{ group: scene.groups[0], reason: "max" }]);
  });

  test("whoever has a pool that may still grow waits and is not refused, but the limit is told", () => {
    const groups = [groupOf(sizedTemplate("a", 8), { max: 0 }), groupOf(sizedTemplate("b", 8)), groupOf(gpuTemplate())];
    const scene = new Scene({ groups, profile: { expander: "most-pods" } });
    pending(scene, vllm, 3);
    pending(scene, app, 1);
    const { requested, refusals, limits } = scene.scan();
    expect(requested.map(({ group }) => group.name)).toEqual(["gpu1", "gpu1", "gpu1"]);
    expect(refusals).toEqual([]);
    expect(limits).toEqual([{ group: groups[0], reason: "max" }]);
  });

  test("all pools that would take it, where none of them may grow; and none where it gets a node", () => {
    const groups = ["a", "b"].map((name) => groupOf(sizedTemplate(name, 8), { max: 0 }));
    const scene = new Scene({ groups });
    pending(scene);
    expect(refusalsOf(scene)).toEqual([[1, ["a: max", "b: max"]]]);
    groups[1]!.max = 5;
    expect(scene.scan()).toMatchObject({ requested: [{ group: groups[1] }], refusals: [], limits: [] });
  });

  test("room on a node that is coming for others is no reason to keep silent", () => {
    const groups = [groupOf(sizedTemplate("a", 8), { max: 1 }), groupOf(gpuTemplate())];
    const scene = new Scene({ groups });
    pending(scene, app, 8);
    scene.scan();
    pending(scene, app, 1);
    pending(scene, vllm, 1);
    expect(refusalsOf(scene)).toEqual([[1, ["a: max"]]]);
  });

  test("nodes that came and did not help", () => {
    const pods: object[] = [];
    const scene = new Scene({ isHopeless: (pod) => pods.includes(pod) });
    pods.push(...pending(scene));
    const [other] = pending(scene, workload("other", { cpu: "1" }));
    const { requested, refusals } = scene.scan();
    expect(requested.map((instance) => instance.pods)).toEqual([[other]]);
    expect(refusals).toEqual([{ pods, reason: { kind: "no-help" } }]);
  });

  test("nobody is refused who has room on what is there", () => {
    const scene = new Scene({ isHopeless: () => true });
    scene.addNodes(1);
    pending(scene);
    expect(refusalsOf(scene)).toEqual([]);
  });
});

describe("what Azure refuses", () => {
  test("a request above the quota brings no node, and the pool is left alone for 5, then 10 minutes", () => {
    const scene = new Scene({ quotas: new Map([["d8", 16]]) });
    scene.addPods(app, 24);
    const history = scene.runTo(1200);
    expect(history.every(({ requested }) => requested.length === 0)).toBe(true);
    const tries = history.filter(({ limits }) => limits.includes("cpu1: quota")).map(({ at }) => at);
    expect(tries).toEqual([0, 300, 900]);
    expect(history.find(({ at }) => at === 20)?.limits).toEqual(["cpu1: back-off"]);
  });

  test("the pools that would have been asked after it are not asked in this scan", () => {
    const groups = ["1", "2"].map((zone) => groupOf(cpuTemplate(`z${zone}`, `koreacentral-${zone}`)));
    const scene = new Scene({
      groups,
      profile: { balanceSimilarNodeGroups: "true", scaleDownDelayAfterAdd: "10m" },
      quotas: new Map([["d8", 8]]),
      random: () => 0,
    });
    // Two of the first pool are too many, one of the second would not be.
    pending(scene, workload("p", { cpu: "8" }), 3);
    expect(scene.scan()).toMatchObject({ requested: [], limits: [{ group: groups[0], reason: "quota" }] });
  });

  test("the quota is of a family, over its pools and what is coming", () => {
    const requested = (family: string, quota = 24): number => {
      const groups = [groupOf(cpuTemplate("a")), groupOf(cpuTemplate("b"), { family, vcpus: 16, max: 0 })];
      const scene = new Scene({ groups, quotas: new Map([["d8", quota]]) });
      scene.addNodes(1, groups[1]!, { cordoned: true });
      pending(scene, app, 12);
      return scene.scan().requested.length;
    };
    expect([requested("d8"), requested("d8", 32), requested("other")]).toEqual([0, 2, 2]);
  });

  test("a node that is coming counts for the quota like one that is there", () => {
    const scene = new Scene({ quotas: new Map([["d8", 24]]) });
    pending(scene, workload("p", { cpu: "8" }), 2);
    expect(scene.scan().requested).toHaveLength(2);
    pending(scene, workload("p", { cpu: "8" }), 2);
    expect(scene.scan().limits).toEqual([{ group: scene.groups[0], reason: "quota" }]);
  });

  test("there are only so many pod addresses for nodes, there and coming", () => {
    const scene = new Scene({ maxNodes: 3 });
    scene.addNodes(1, undefined, { cordoned: true });
    pending(scene, workload("p", { cpu: "8" }), 1);
    expect(scene.scan().requested).toHaveLength(1);
    pending(scene, workload("p", { cpu: "8" }), 2);
    expect(scene.scan().limits).toEqual([{ group: scene.groups[0], reason: "addresses" }]);
    expect(scene.scan(301).limits).toEqual([{ group: scene.groups[0], reason: "addresses" }]);
    const enough = new Scene({ maxNodes: 3 });
    enough.addNodes(1, undefined, { cordoned: true });
    pending(enough, workload("p", { cpu: "8" }), 2);
    expect(enough.scan().requested).toHaveLength(2);
  });
});

describe("nodes that do not come", () => {
  test("are given up after 15 minutes, and join no more", () => {
    const scene = new Scene({ provision: Infinity });
    scene.addPods(app, 1);
    scene.runTo(900);
    const [group] = scene.groups;
    const [instance] = group!.coming;
    expect(group!.size).toBe(1);
    const history = scene.runTo(940);
    expect(group!.size).toBe(0);
    expect(history.at(-1)?.limits).toEqual(["cpu1: back-off"]);
    expect(scene.join(instance!)).toBe(false);
    expect(scene.runTo(1220).flatMap(({ requested }) => requested)).toEqual(["cpu1"]);
  });

  test("are told, and those that are not overdue stay", () => {
    const scene = new Scene({ provision: Infinity, profile: { maxNodeProvisionTime: "100s" } });
    pending(scene, workload("p", { cpu: "8" }));
    const [first] = scene.scan(0).requested;
    pending(scene, workload("p", { cpu: "8" }));
    const [second] = scene.scan(60).requested;
    expect(scene.scan(100).abandoned).toEqual([]);
    expect(scene.scan(101).abandoned).toEqual([first]);
    expect([...scene.groups[0]!.coming]).toEqual([second]);
  });

  test("a scale-up that succeeds in between does not make the next back-off shorter", () => {
    const scene = new Scene();
    const [group] = scene.groups;
    group!.fail(0);
    pending(scene, workload("p", { cpu: "8" }), 2);
    for (const instance of scene.scan(300).requested) scene.join(instance);
    expect(group!.nodes.size).toBe(2);
    group!.fail(400);
    expect([999, 1000].map((now) => group!.backoff.isActive(now))).toEqual([true, false]);
  });
});
