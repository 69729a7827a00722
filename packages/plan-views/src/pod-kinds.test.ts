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
  ["serving.kserve.io/v1beta1:InferenceService", { spec: { predictor: spec } }, [["spec.predictor", "always", true]]],
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
