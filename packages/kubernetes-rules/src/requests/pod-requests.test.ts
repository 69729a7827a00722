import { recorded } from "../../testing/recorded";
import { QuantityError } from "../quantity/quantity";
import { podRequests, type ContainerResources, type PodResources } from "./pod-requests";

const container = (cpu: string): ContainerResources => ({ resources: { requests: { cpu } } });
const sidecar = (cpu: string): ContainerResources => ({ ...container(cpu), restartPolicy: "Always" });
const written = (spec: PodResources) => JSON.parse(JSON.stringify(podRequests(spec)));

test("as Kubernetes' own code counts, behind the API server's defaults", () => {
  const vectors = recorded<{ spec: PodResources; requests: Record<string, string> }>("pods.jsonl");
  expect(vectors.length).toBeGreaterThan(300);
  for (const { spec, requests } of vectors) expect({ spec, requests: written(spec) }).toEqual({ spec, requests });
});

describe("containers", () => {
  test("run together, so that their requests are summed", () =>
    expect(written({ containers: [container("1"), container("500m"), {}] })).toEqual({ cpu: "1500m" }));

  test("request what they limit where they request nothing", () => {
    const resources = { requests: { memory: "1Gi" }, limits: { cpu: "2", memory: "2Gi", "nvidia.com/gpu": 1 } };
    expect(written({ containers: [{ resources }] })).toEqual({ cpu: "2", memory: "1Gi", "nvidia.com/gpu": "1" });
  });

  test("that start before the others end count alone, if for more", () =>
    expect(
      ["500m", "4"].map((cpu) =>
        written({ containers: [container("1"), container("1")], initContainers: [container(cpu)] }),
      ),
    ).toEqual([{ cpu: "2" }, { cpu: "4" }]));

  test("that start one after the other count for the largest", () =>
    expect(written({ initContainers: [container("2"), container("3"), container("1")] })).toEqual({ cpu: "3" }));
});

// `maxResourceList` of k8s.io/component-helpers/resource takes another amount only if it is more: what was there first keeps its suffix.
describe("equal amounts", () => {
  const memory = (amount: string): ContainerResources => ({ resources: { requests: { memory: amount } } });

  test.each([
    [["1Gi"], ["1073741824"], "1Gi"],
    [["1073741824"], ["1Gi"], "1073741824"],
    [[], ["1Gi", "1073741824"], "1Gi"],
    [[], ["1073741824", "1Gi"], "1073741824"],
  ])("of containers (%j) and of those that start before them (%j) are written %s", (running, starting, written) => {
    const { memory: amount } = podRequests({ containers: running.map(memory), initContainers: starting.map(memory) });
    expect(`${amount}`).toBe(written);
  });
});

describe("sidecars", () => {
  test("run beside the containers", () =>
    expect(written({ containers: [container("1")], initContainers: [sidecar("250m")] })).toEqual({ cpu: "1250m" }));

  test("run beside the init containers that start after them, and beside no other", () => {
    const containers = [container("1")];
    expect(written({ containers, initContainers: [sidecar("2"), container("4")] })).toEqual({ cpu: "6" });
    expect(written({ containers, initContainers: [container("4"), sidecar("2")] })).toEqual({ cpu: "4" });
  });
});

describe("the pod as a whole", () => {
  const containers = [container("1"), container("1")];

  test("asks for what it requests itself, whatever its containers request", () =>
    expect(written({ containers, resources: { requests: { cpu: "1500m" } } })).toEqual({ cpu: "1500m" }));

  test("asks for its limit where nobody requests anything", () =>
    expect(written({ containers, resources: { limits: { cpu: "8", memory: "1Gi" } } })).toEqual({
      cpu: "2",
      memory: "1Gi",
    }));

  test("has a say in CPU, memory and huge pages only", () =>
    expect(written({ resources: { requests: { "nvidia.com/gpu": 1, "hugepages-2Mi": "4Mi" } } })).toEqual({
      "hugepages-2Mi": "4Mi",
    }));

  test("gets the huge pages of its limit", () =>
    expect(
      written({
        containers: [{ resources: { limits: { "hugepages-2Mi": "4Mi" } } }],
        resources: { limits: { "hugepages-2Mi": "8Mi" } },
      }),
    ).toEqual({ "hugepages-2Mi": "8Mi" }));

  test("has its overhead beside all that", () =>
    expect(
      written({ containers, resources: { requests: { cpu: "3" } }, overhead: { cpu: "100m", memory: "64Mi" } }),
    ).toEqual({
      cpu: "3100m",
      memory: "64Mi",
    }));
});

test("nothing asks for nothing", () => {
  expect(written({})).toEqual({});
  expect(written({ containers: [{ resources: null }], resources: null })).toEqual({});
});

test("a quantity that Kubernetes refuses is named with its place", () => {
  expect(() => podRequests({ initContainers: [{}, { resources: { limits: { "nvidia.com/gpu": "one" } } }] })).toThrow(
    new QuantityError("one", 'initContainers[1].resources.limits["nvidia.com/gpu"]'),
  );
  expect(() => podRequests({ containers: [{}, container("1c")] })).toThrow(
    'containers[1].resources.requests["cpu"]: "1c"',
  );
  expect(() => podRequests({ resources: { limits: { cpu: "1c" } } })).toThrow('resources.limits["cpu"]: "1c"');
  expect(() => podRequests({ overhead: { cpu: "1Gb" } })).toThrow('overhead["cpu"]: "1Gb" is no quantity');
  expect(() => podRequests({ resources: { requests: { cpu: "1c" } } })).toThrow('resources.requests["cpu"]: "1c"');
});
