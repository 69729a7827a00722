import { recorded } from "../../testing/recorded";
import { autoscalerRequest } from "./autoscaler-request";
import type { ContainerResources, PodResources } from "./pod-requests";

interface Vector {
  spec: PodResources;
  resource: string;
  container?: string;
  usage: number;
  share?: number;
  misses?: string;
}

test("as Kubernetes' own HPA counts, behind the API server's defaults", () => {
  const vectors = recorded<Vector>("autoscaler-requests.jsonl");
  const wrong = vectors.filter(({ spec, resource, container, usage, share }) => {
    const request = autoscalerRequest(spec, resource, container);
    return (request === undefined ? undefined : Math.floor((usage * 100) / request)) !== share;
  });
  expect(wrong).toEqual([]);
  const count = (why?: string) => vectors.filter(({ misses }) => misses === why).length;
  for (const why of [undefined, "request", "container", "anything"]) expect(count(why)).toBeGreaterThan(50);
});

const container = (name: string, cpu?: string): ContainerResources => ({
  name,
  resources: { requests: { ...(cpu && { cpu }) } },
});
const sidecar = (name: string, cpu?: string): ContainerResources => ({
  ...container(name, cpu),
  restartPolicy: "Always",
});

test("all containers and sidecars together, and no init container", () => {
  const spec = {
    containers: [container("app", "1"), container("proxy", "0.5")],
    initContainers: [container("init", "4"), sidecar("log", "100m")],
  };
  expect(autoscalerRequest(spec, "cpu")).toBe(1600);
});

test("a limit alone is a request", () => {
  expect(autoscalerRequest({ containers: [{ resources: { limits: { cpu: 2 } } }] }, "cpu")).toBe(2000);
});

test("none where one container or sidecar requests none; an init container need not", () => {
  expect(autoscalerRequest({ containers: [container("app", "1"), container("proxy")] }, "cpu")).toBeUndefined();
  expect(
    autoscalerRequest({ containers: [container("app", "1")], initContainers: [sidecar("log")] }, "cpu"),
  ).toBeUndefined();
  expect(autoscalerRequest({ containers: [container("app", "1")], initContainers: [container("init")] }, "cpu")).toBe(
    1000,
  );
  expect(autoscalerRequest({ containers: [container("app", "1")] }, "memory")).toBeUndefined();
});

test("of one container alone, whatever the others and the pod request", () => {
  const spec = {
    containers: [container("app", "1"), container("proxy")],
    initContainers: [sidecar("log", "100m")],
    resources: { requests: { cpu: "9" } },
  };
  expect(["app", "log", "proxy", "other"].map((name) => autoscalerRequest(spec, "cpu", name))).toEqual([
    1000,
    100,
    undefined,
    undefined,
  ]);
});

test("of the pod as a whole, where it states requests or limits", () => {
  const containers = [container("app", "1"), container("proxy")];
  expect(
    autoscalerRequest({ containers, resources: { requests: { cpu: "3" } }, overhead: { cpu: "50m" } }, "cpu"),
  ).toBe(3050);
  expect(autoscalerRequest({ containers, resources: { limits: { memory: "1Gi" } } }, "cpu")).toBe(1000);
  expect(
    autoscalerRequest({ containers, resources: { requests: { memory: "1Gi" } } }, "ephemeral-storage"),
  ).toBeUndefined();
  expect(autoscalerRequest({ containers, resources: {} }, "cpu")).toBeUndefined();
});

test("a quantity that Kubernetes refuses is named with its place", () => {
  expect(() => autoscalerRequest({ containers: [container("app", "1c")] }, "cpu")).toThrow(
    'containers[0].resources.requests["cpu"]: "1c"',
  );
  expect(() => autoscalerRequest({ initContainers: [{}, sidecar("log", "1c")] }, "cpu")).toThrow(
    'initContainers[1].resources.requests["cpu"]: "1c"',
  );
});
