import { annotations, secondsOf } from "./probes";
import type { Properties, Resource } from "./resource";
import { resource, withUnknown } from "./testing/resources";
import { isWorkload, workloadsIn, workloadsOf } from "./workloads";

/** The pods of a resource with one template. */
const onlyIn = (of: Resource) => workloadsIn(of)[0]!;
const template = {
  metadata: { labels: { app: "shop" }, annotations: { [annotations.drain]: "20" } },
  spec: { terminationGracePeriodSeconds: 60, containers: [{ name: "app" }], initContainers: [{ name: "wait" }] },
};
const read = {
  id: "production/shop",
  podLabels: { app: "shop" },
  podSpec: { terminationGracePeriodSeconds: 60 },
  containers: [{ name: "app" }],
  initContainers: [{ name: "wait" }],
};
const metadata = { name: "shop", namespace: "production" };
const deployment = (spec: Properties = { template }, more: Properties = {}) =>
  resource("kubernetes:apps/v1:Deployment", { metadata, spec, ...more });

test.each<[type: string, props: Properties]>([
  ["apps/v1:Deployment", { spec: { template } }],
  ["apps/v1:StatefulSet", { spec: { template } }],
  ["apps/v1:DaemonSet", { spec: { template } }],
  ["apps/v1:ReplicaSet", { spec: { template } }],
  ["batch/v1:Job", { spec: { template } }],
  ["batch/v1:CronJob", { spec: { jobTemplate: { spec: { template } } } }],
  ["core/v1:Pod", { metadata: { ...metadata, ...template.metadata }, spec: template.spec }],
])("the pods of kubernetes:%s", (type, props) => {
  const kind = type.split(":")[1]!;
  const workload = onlyIn(resource(`kubernetes:${type}`, { metadata, ...props }));
  expect(workload).toMatchObject({
    ...read,
    kind,
    title: `${kind} "production/shop"`,
    name: "shop",
    namespace: "production",
  });
  expect(workload!.podAnnotations).toEqual({ "breakwater.dev/drain-seconds": "20" });
});

test("what makes no pods is no workload", () => {
  const service = resource("kubernetes:core/v1:Service", { metadata });
  expect([isWorkload(service), isWorkload(deployment())]).toEqual([false, true]);
  expect(workloadsIn(service)).toEqual([]);
  for (const type of [
    "my-kubernetes:apps/v1:Deployment",
    "kubernetes:core/v1:PodList",
    "kubernetes:apps/v1:ControllerRevision",
  ])
    expect(isWorkload(resource(type, { metadata, spec: { template } }))).toBe(false);
  expect(workloadsOf([service, deployment()]).map(({ id }) => id)).toEqual(["production/shop"]);
});

test("a name that Pulumi chose is the one in the provider's answer, and else the resource's own", () => {
  const unnamed = deployment({ template }, { metadata: {} });
  expect(onlyIn({ ...unnamed, outputs: { metadata: { name: "shop-1a2b3c" } } }).id).toBe("default/shop-1a2b3c");
  expect(onlyIn(unnamed).id).toBe("default/declared");
});

test("replicas: as declared, or Kubernetes' one", () => {
  expect(onlyIn(deployment({ replicas: 0 }))).toMatchObject({ declaredReplicas: 0, replicas: 0 });
  expect(onlyIn(deployment({}))).toMatchObject({ declaredReplicas: undefined, replicas: 1, containers: [] });
});

test.each<[what: string, annotation: string | undefined, seconds: number | undefined]>([
  ["a number", "20", 20],
  ["none", undefined, undefined],
  ["a time", "20s", 20],
])("seconds of an annotation: %s", (_what, drain, seconds) => {
  const spec = { template: { ...template, metadata: { annotations: drain && { [annotations.drain]: drain } } } };
  expect(secondsOf(onlyIn(deployment(spec)), annotations.drain)).toBe(seconds);
});

test.each<[spec: Properties, read: "containers" | "podLabels" | "replicas" | "podSpec", message: string]>([
  [{ replicas: "2" }, "replicas", 'Deployment "production/shop": spec.replicas = "2" must be a number'],
  [{ template: [] }, "podSpec", "spec.template = [] must be an object"],
  [{ template: { spec: { containers: {} } } }, "containers", "spec.template.spec.containers = {} must be a list"],
  [{ template: { spec: { containers: ["app"] } } }, "containers", 'containers[0] = "app" must be an object'],
  [{ template: { metadata: { labels: { app: 1 } } } }, "podLabels", "metadata.labels.app = 1 must be a text"],
])("%j is said to be wrong", (spec, property, message) => {
  expect(() => onlyIn(deployment(spec))[property]).toThrow(message);
});

test("containers that are not known do not hide the labels", () => {
  const spec = { template: { ...template, spec: withUnknown({}, "containers") } };
  const workload = onlyIn(deployment(spec));
  expect(workload.podLabels).toEqual({ app: "shop" });
  expect(() => workload.containers).toThrow("can't be known during preview");
});

describe("what a pod asks for", () => {
  const asking = (spec: Properties) => onlyIn(deployment({ template: { spec } }));
  const container = (cpu: string) => ({ name: "app", resources: { requests: { cpu } } });

  test("is counted as the scheduler does: sidecars and overhead too", () => {
    const proxy = { ...container("250m"), name: "proxy", restartPolicy: "Always" };
    const { requests } = asking({ containers: [container("1")], initContainers: [proxy], overhead: { cpu: "50m" } });
    expect(JSON.parse(JSON.stringify(requests))).toEqual({ cpu: "1300m" });
    expect(asking({ containers: null }).requests).toEqual({});
  });

  test("is what an autoscaler takes a share of, where every container asks", () => {
    expect(asking({ containers: [container("1"), container("500m")] }).requestToScaleOn("cpu")).toBe(1500);
    expect(
      asking({ containers: [container("1")], resources: { requests: { cpu: "3" } } }).requestToScaleOn("cpu"),
    ).toBe(3000);
    expect(asking({ containers: [container("1"), { name: "proxy" }] }).requestToScaleOn("cpu")).toBeUndefined();
  });

  test("is what an autoscaler takes a share of in the one container that it names", () => {
    const workload = asking({ containers: [{ ...container("1"), name: "app" }, { name: "proxy" }] });
    expect(["app", "proxy", "none"].map((name) => workload.requestToScaleOn("cpu", name))).toEqual([
      1000,
      undefined,
      undefined,
    ]);
  });

  test("is a GPU, whichever container needs it", () => {
    const gpu = { name: "warm-up", resources: { limits: { "nvidia.com/gpu": "1" } } };
    expect(asking({ containers: [gpu] }).needsGpu).toBe(true);
    expect(asking({ containers: [container("1")], initContainers: [gpu] })).toMatchObject({
      needsGpu: true,
      allContainers: [{ name: "warm-up" }, { name: "app" }],
    });
    expect(asking({ containers: [container("1")] }).needsGpu).toBe(false);
    expect(() => asking({ containers: [{ ...gpu, resources: { limits: { cpu: "x" } } }] }).needsGpu).toThrow(
      'spec.template.spec.containers[0].resources.limits["cpu"] = "x" must be',
    );
  });

  test("is an error that names the property where Kubernetes takes it for no quantity", () => {
    const workload = asking({ containers: [container("1"), container("1 core")] });
    const message =
      'Deployment "production/shop": spec.template.spec.containers[1].resources.requests["cpu"] = "1 core" must be ' +
      "a quantity of Kubernetes, such as 500m, 2 or 1Gi";
    expect(() => workload.requests).toThrow(message);
    expect(() => workload.requestToScaleOn("cpu")).toThrow(message);
  });

  test("is at least what the pod as a whole asks for", () => {
    const whole = asking({ containers: [container("1")], resources: { requests: { cpu: "3" } } });
    expect(JSON.parse(JSON.stringify(whole.requests))).toEqual({ cpu: "3" });
  });

  test("is not known where its containers are not", () => {
    const spec = withUnknown({}, "containers");
    expect(() => asking(spec).requests).toThrow("can't be known during preview");
  });
});
