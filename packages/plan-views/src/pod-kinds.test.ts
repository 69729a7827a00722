import type { Properties } from "./resource";
import { resource, withUnknown } from "./testing/resources";
import { workloadsIn } from "./workloads";

const metadata = { name: "shop", namespace: "production" };
const labels = { app: "shop" };
const spec = { containers: [{ name: "app", image: "shop" }] };
const template = { metadata: { labels }, spec };
const podsOf = (type: string, props: Properties) => workloadsIn(resource(`kubernetes:${type}`, { metadata, ...props }));

/** What a kind's pods are, place by place: path, how long they run, and whether something completes them. */
test.each<[type: string, props: Properties, places: [path: string, runs: string, isPatch?: boolean][]]>([
  ["core/v1:ReplicationController", { spec: { template } }, [["spec.template.spec", "always"]]],
  ["core/v1:PodTemplate", { template }, [["template.spec", "unknown"]]],
  ["apps/v1:DaemonSet", { spec: { template } }, [["spec.template.spec", "on every node"]]],
  ["apps/v1:DeploymentPatch", { spec: { template } }, [["spec.template.spec", "always", true]]],
  ["core/v1:PodPatch", { spec }, [["spec", "always", true]]],
  [
    "batch/v1:CronJob",
    { spec: { jobTemplate: { spec: { template } } } },
    [["spec.jobTemplate.spec.template.spec", "to completion"]],
  ],
  ["argoproj.io/v1alpha1:Rollout", { spec: { template } }, [["spec.template.spec", "always"]]],
  ["argoproj.io/v1alpha1:Rollout", { spec: { workloadRef: { kind: "Deployment", name: "shop" } } }, []],
  [
    "keda.sh/v1alpha1:ScaledJob",
    { spec: { jobTargetRef: { template } } },
    [["spec.jobTargetRef.template.spec", "to completion"]],
  ],
  ["keda.sh/v1alpha1:ScaledObject", { spec: { scaleTargetRef: { name: "shop" } } }, []],
  [
    "leaderworkerset.x-k8s.io/v1:LeaderWorkerSet",
    { spec: { leaderWorkerTemplate: { leaderTemplate: template, workerTemplate: template } } },
    [
      ["spec.leaderWorkerTemplate.leaderTemplate.spec", "always"],
      ["spec.leaderWorkerTemplate.workerTemplate.spec", "always"],
    ],
  ],
  [
    "jobset.x-k8s.io/v1alpha2:JobSet",
    {
      spec: {
        replicatedJobs: [
          { name: "a", template: { spec: { template } } },
          { name: "b", template: { spec: { template } } },
        ],
      },
    },
    [
      ["spec.replicatedJobs[0].template.spec.template.spec", "to completion"],
      ["spec.replicatedJobs[1].template.spec.template.spec", "to completion"],
    ],
  ],
  [
    "ray.io/v1:RayService",
    { spec: { rayClusterConfig: { headGroupSpec: { template }, workerGroupSpecs: [{ template }] } } },
    [
      ["spec.rayClusterConfig.headGroupSpec.template.spec", "always"],
      ["spec.rayClusterConfig.workerGroupSpecs[0].template.spec", "always"],
    ],
  ],
  [
    "kubeflow.org/v1:PyTorchJob",
    { spec: { pytorchReplicaSpecs: { Master: { template }, Worker: { template } } } },
    [
      ["spec.pytorchReplicaSpecs.Master.template.spec", "to completion"],
      ["spec.pytorchReplicaSpecs.Worker.template.spec", "to completion"],
    ],
  ],
  ["serving.knative.dev/v1:Service", { spec: { template } }, [["spec.template.spec", "always"]]],
  ["monitoring.coreos.com/v1:Prometheus", { spec }, [["spec", "always", true]]],
  // Of a kind that nobody here knows: what looks like pods, and nothing may be called missing in it.
  [
    "example.com/v1:Fleet",
    { spec: { groups: [{ podTemplate: template }] } },
    [["spec.groups[0].podTemplate.spec", "unknown", true]],
  ],
  ["example.com/v1:Fleet", { spec: { containers: "three", groups: { containers: [{ image: "x" }] } } }, []],
  // What looks like pods in a rule about pods, in a chart's values, or in a definition of a kind is none.
  ["kyverno.io/v1:ClusterPolicy", { spec: { rules: [{ validate: { pattern: { spec } } }] } }, []],
  ["helm.sh/v3:Release", { values: { template } }, []],
])("the pods of kubernetes:%s %j", (type, props, places) => {
  const found = podsOf(type, props);
  expect(found.map(({ path, runs, isPatch }) => [path, runs, isPatch])).toEqual(
    places.map(([path, runs, isPatch = false]) => [path, runs, isPatch]),
  );
  for (const { containers } of found) expect(containers).toEqual(spec.containers);
});

test("a template is named by its place where the object has several", () => {
  const group = { replicas: 3, template };
  const [head, worker] = podsOf("ray.io/v1:RayCluster", {
    spec: { headGroupSpec: { template }, workerGroupSpecs: [group] },
  });
  expect(head).toMatchObject({
    title: 'RayCluster "production/shop" (spec.headGroupSpec.template)',
    podLabels: labels,
    replicas: 1,
  });
  expect(worker).toMatchObject({
    title: 'RayCluster "production/shop" (spec.workerGroupSpecs[0].template)',
    replicas: 3,
  });
  const [only] = podsOf("keda.sh/v1alpha1:ScaledJob", { spec: { jobTargetRef: { template } } });
  expect(only!.title).toBe('ScaledJob "production/shop"');
});

test("what runs as long as the pod: its containers, and its sidecars", () => {
  const sidecar = { name: "log", restartPolicy: "Always" };
  const [workload] = podsOf("apps/v1:Deployment", {
    spec: { template: { spec: { ...spec, initContainers: [{ name: "wait" }, sidecar] } } },
  });
  expect(workload!.longRunning.map(({ name }) => name)).toEqual(["app", "log"]);
});

test("a group of leader and workers is what an autoscaler counts", () => {
  const props = { spec: { replicas: 2, leaderWorkerTemplate: { size: 4, workerTemplate: template } } };
  expect(podsOf("leaderworkerset.x-k8s.io/v1:LeaderWorkerSet", props)).toMatchObject([{ replicas: 2 }]);
});

test.each<[what: string, type: string, spec: Properties, message: string]>([
  ["unknown groups", "ray.io/v1:RayCluster", withUnknown({}, "workerGroupSpecs"), "can't be known during preview"],
  [
    "an unknown template",
    "keda.sh/v1alpha1:ScaledJob",
    { jobTargetRef: withUnknown({}, "template") },
    "can't be known during preview",
  ],
  [
    "groups that are none",
    "ray.io/v1:RayCluster",
    { workerGroupSpecs: 1 },
    'RayCluster "production/shop": spec.workerGroupSpecs = 1 must be a list',
  ],
])("%s are found, and throw where they are read", (_what, type, spec, message) => {
  const [workload] = podsOf(type, { spec });
  expect(() => workload!.containers).toThrow(message);
});

test("of a kind that nobody here knows, what is unknown is passed over", () => {
  expect(workloadsIn(resource("kubernetes:example.com/v1:Fleet", withUnknown({ metadata }, "spec")))).toEqual([]);
  expect(podsOf("example.com/v1:Fleet", { spec: withUnknown({ template }, "image") })).toHaveLength(1);
});

describe("pods that an object makes without a template", () => {
  const containersOf = (type: string, props: Properties) =>
    podsOf(type, props).map(({ path, isPatch, containers }) => [
      path,
      isPatch,
      containers.map(({ name, image }) => `${name} ${image}`),
    ]);

  test("steps of Argo Workflows", () => {
    const templates = [
      { name: "a", container: { image: "a:1" }, sidecars: [{ name: "redis", image: "redis:7" }] },
      { name: "b", script: { name: "own", image: "b:1", source: "x" } },
      {
        name: "c",
        containerSet: {
          containers: [
            { name: "x", image: "x:1" },
            { name: "y", image: "y:1" },
          ],
        },
      },
      { name: "d", dag: { tasks: [] } },
    ];
    const found = [
      ["spec.templates[0]", true, ["main a:1", "redis redis:7"]],
      ["spec.templates[1]", true, ["own b:1"]],
      ["spec.templates[2]", true, ["x x:1", "y y:1"]],
    ];
    expect(containersOf("argoproj.io/v1alpha1:Workflow", { spec: { templates } })).toEqual(found);
    expect(containersOf("argoproj.io/v1alpha1:CronWorkflow", { spec: { workflowSpec: { templates } } })).toHaveLength(
      3,
    );
  });

  test("steps of Tekton", () => {
    const spec = { steps: [{ name: "build", image: "golang:1" }], sidecars: [{ name: "dind", image: "docker:27" }] };
    expect(containersOf("tekton.dev/v1:Task", { spec })).toEqual([
      ["spec", true, ["build golang:1", "dind docker:27"]],
    ]);
  });

  test("a predictor of KServe: of a model a runtime gives the rest, containers of one's own get resources", () => {
    const type = "serving.kserve.io/v1beta1:InferenceService";
    const model = { modelFormat: { name: "onnx" }, image: "server:1" };
    expect(containersOf(type, { spec: { predictor: { model } } })).toEqual([
      ["spec.predictor", true, ["kserve-container server:1"]],
    ]);
    const own = { containers: [{ name: "a", image: "a:1", resources: { limits: { memory: "8Gi" } } }] };
    expect(containersOf(type, { spec: { predictor: own } })).toEqual([["spec.predictor", false, ["a a:1"]]]);
    const [predictor] = podsOf(type, { spec: { predictor: own } });
    expect(predictor!.containers[0]!.resources).toEqual({
      requests: { cpu: "1", memory: "2Gi" },
      limits: { cpu: "1", memory: "8Gi" },
    });
    expect(containersOf(type, { spec: { predictor: { minReplicas: 1 } } })).toEqual([]);
    const hidden = podsOf(type, { spec: withUnknown({}, "predictor") });
    expect(hidden).toHaveLength(1);
    expect(() => hidden[0]!.containers).toThrow("can't be known during preview");
  });
});
