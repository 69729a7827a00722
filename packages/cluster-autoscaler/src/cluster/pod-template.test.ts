import { podTemplateOf, type PodOwner, type PodTemplateInput } from "./pod-template";
import { cpuIndex, memoryIndex, podsIndex } from "./resources";

const container = (cpu: string, memory: string) => ({ resources: { requests: { cpu, memory } } });
const owner: PodOwner = { namespace: "production", name: "app" };
const template = (spec: PodTemplateInput["spec"], more: Partial<PodOwner> = {}, annotations?: Record<string, string>) =>
  podTemplateOf({ ...owner, ...more }, { ...(annotations && { metadata: { annotations } }), spec });
const caPrefix = "cluster-autoscaler.kubernetes.io/";

test("requests are those of all containers, limits where there are none, and count as one pod", () => {
  const { requests, id } = template({
    containers: [container("500m", "1Gi"), { resources: { limits: { cpu: "1", memory: "1Gi" } } }],
  });
  expect([requests[cpuIndex], requests[memoryIndex], requests[podsIndex]]).toEqual([1500, 2 * 2 ** 30, 1]);
  expect(id).toBe("production/app");
});

test("an init container that is larger than all others together decides, a sidecar is added", () => {
  const { requests } = template({
    initContainers: [{ ...container("200m", "1Gi"), restartPolicy: "Always" }, container("3", "1Gi")],
    containers: [container("1", "4Gi")],
    overhead: { cpu: "100m" },
  });
  expect([requests[cpuIndex], requests[memoryIndex]]).toEqual([3300, 5 * 2 ** 30]);
});

test("what is not said has Kubernetes' defaults", () => {
  expect(template({})).toMatchObject({
    choice: {},
    tolerations: [],
    priority: 0,
    preempts: true,
    spread: [],
    budgets: [],
    unknownResources: [],
    daemon: false,
    staysPut: false,
    systemPod: false,
    localStorage: false,
  });
});

test("metadata without annotations marks nothing", () => {
  const spec = { volumes: [{ emptyDir: {} }] };
  expect(podTemplateOf(owner, { metadata: {}, spec })).toMatchObject({ staysPut: false, localStorage: true });
});

test("priority, preemption and spread are read", () => {
  const spread = (whenUnsatisfiable: string) => ({ topologyKey: "zone", maxSkew: 2, whenUnsatisfiable });
  expect(
    template(
      { preemptionPolicy: "Never", topologySpreadConstraints: [spread("DoNotSchedule"), spread("ScheduleAnyway")] },
      { priority: 7 },
    ),
  ).toMatchObject({
    priority: 7,
    preempts: false,
    spread: [
      { topologyKey: "zone", maxSkew: 2, required: true },
      { topologyKey: "zone", maxSkew: 2, required: false },
    ],
  });
});

describe("what keeps a node from being removed", () => {
  const safe = { [`${caPrefix}safe-to-evict`]: "true" };
  const held = { staysPut: true, systemPod: false, localStorage: false };
  const free = { staysPut: false, systemPod: false, localStorage: false };

  test.each<[what: string, more: Partial<PodOwner>, annotations: Record<string, string> | undefined, expected: object]>(
    [
      ["nothing", {}, undefined, free],
      ["a mark that it is not safe to evict", {}, { [`${caPrefix}safe-to-evict`]: "false" }, held],
      ["no controller that creates it again", { replicated: false }, undefined, held],
      ["no controller, but safe to evict", { replicated: false }, safe, free],
      ["kube-system", { namespace: "kube-system" }, undefined, { ...free, systemPod: true }],
      ["kube-system, but safe to evict", { namespace: "kube-system" }, safe, free],
      ["kube-system, with a budget", { namespace: "kube-system", budgets: [{ maxUnavailable: 1 }] }, undefined, free],
    ],
  )("%s", (_what, more, annotations, expected) => {
    expect(template({}, more, annotations)).toMatchObject(expected);
  });

  test.each<[what: string, volume: object, annotations: Record<string, string> | undefined, expected: boolean]>([
    ["an emptyDir", { name: "cache", emptyDir: {} }, undefined, true],
    ["an emptyDir without options", { name: "cache", emptyDir: null }, undefined, true],
    ["a path of the host", { name: "cache", hostPath: { path: "/" } }, undefined, true],
    ["memory", { name: "cache", emptyDir: { medium: "Memory" } }, undefined, false],
    ["another kind of volume", { name: "cache", configMap: {} }, undefined, false],
    [
      "one marked as safe",
      { name: "cache", emptyDir: {} },
      { [`${caPrefix}safe-to-evict-local-volumes`]: "a,cache" },
      false,
    ],
    [
      "another one marked as safe",
      { name: "cache", emptyDir: {} },
      { [`${caPrefix}safe-to-evict-local-volumes`]: "a" },
      true,
    ],
    ["a pod that is safe to evict", { name: "cache", emptyDir: {} }, safe, false],
  ])("local storage: %s", (_what, volume, annotations, expected) => {
    expect(template({ volumes: [volume] }, {}, annotations).localStorage).toBe(expected);
  });
});

test("a resource that no node offers is remembered, where it is asked for", () => {
  const containers = [{ resources: { limits: { "amd.com/gpu": "1", "hugepages-2Mi": "0", cpu: "1" } } }];
  expect(template({ containers }).unknownResources).toEqual(["amd.com/gpu"]);
});

test("an affinity that Kubernetes would refuse is refused at once", () => {
  const terms = [{ matchExpressions: [{ key: "zone", operator: "Near", values: ["1"] }] }];
  const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
  const spec = { nodeSelector: { sku: "gpu" }, affinity: { nodeAffinity: required } };
  expect(() => template(spec)).toThrow('operator "Near" must be one of');
});
