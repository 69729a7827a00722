/*
 * Where the kinds that are known have their pods, and what becomes of these. A path leads to a pod template, or to a pod's `spec` itself
 * where `bare` says so; `[]` stands for every item of a list, `*` for every property of an object.
 */

/** How long a pod is meant to run: a server; until its work is done; once on every node; or nobody here knows. */
export type Runs = "always" | "to completion" | "on every node" | "unknown";

/** Pods that a kind makes. */
export interface PodsOfKind {
  path: string;
  runs: Runs;
  /** The path leads to what is a pod's `spec`, without a `metadata` beside it. */
  bare?: boolean;
  /** Something that the program does not say completes it, so that nothing may be called missing. */
  isPatch?: boolean;
  /** Path of the count of replicas. Default: `replicas` beside the template */
  replicas?: string;
}

const always = (...paths: string[]): PodsOfKind[] => paths.map((path) => ({ path, runs: "always" }));
const toCompletion = (...paths: string[]): PodsOfKind[] => paths.map((path) => ({ path, runs: "to completion" }));
const onEveryNode = (path: string): PodsOfKind[] => [{ path, runs: "on every node" }];
const bare = (pods: PodsOfKind[]): PodsOfKind[] => pods.map((of) => ({ ...of, bare: true }));
const completed = (pods: PodsOfKind[]): PodsOfKind[] => pods.map((of) => ({ ...of, isPatch: true }));

/** Head and workers of a Ray cluster; KubeRay takes the templates as they are (ray-operator/apis/ray/v1/raycluster_types.go). */
const ray = (place: string) => [`${place}.headGroupSpec.template`, `${place}.workerGroupSpecs[].template`];
/** Jobs of a JobSet (api/jobset/v1alpha2/jobset_types.go). */
const replicatedJobs = (place: string) => `${place}.replicatedJobs[].template.spec.template`;

const apps = {
  Deployment: always("spec.template"),
  StatefulSet: always("spec.template"),
  ReplicaSet: always("spec.template"),
  DaemonSet: onEveryNode("spec.template"),
};

/** Kubernetes' own kinds. Each makes pods, whatever it says: none of them may be without a template. */
const builtIn: Readonly<Record<string, Readonly<Record<string, PodsOfKind[]>>>> = {
  apps,
  extensions: apps,
  batch: {
    Job: toCompletion("spec.template"),
    CronJob: toCompletion("spec.jobTemplate.spec.template"),
  },
  core: {
    Pod: always(""),
    ReplicationController: always("spec.template"),
    PodTemplate: [{ path: "template", runs: "unknown" }],
  },
};

/** Custom kinds, by API group. One without a template at a path has no pods there. */
const custom: Readonly<Record<string, Readonly<Record<string, PodsOfKind[]>>>> = {
  "actions.github.com": { AutoscalingRunnerSet: toCompletion("spec.template") },
  "agents.x-k8s.io": { Sandbox: always("spec.podTemplate") },
  "agones.dev": { GameServer: always("spec.template"), Fleet: always("spec.template.spec.template") },
  "apps.kruise.io": {
    CloneSet: always("spec.template"),
    StatefulSet: always("spec.template"),
    DaemonSet: onEveryNode("spec.template"),
    BroadcastJob: toCompletion("spec.template"),
    AdvancedCronJob: toCompletion(
      "spec.template.jobTemplate.spec.template",
      "spec.template.broadcastJobTemplate.spec.template",
    ),
    // Added to the pods of others: https://openkruise.io/docs/user-manuals/sidecarset
    SidecarSet: completed(bare(always("spec"))),
  },
  // https://argo-rollouts.readthedocs.io/en/stable/features/specification/ ; with workloadRef it has no template.
  "argoproj.io": { Rollout: always("spec.template") },
  "batch.volcano.sh": {
    Job: toCompletion("spec.tasks[].template"),
    CronJob: toCompletion("spec.jobTemplate.spec.tasks[].template"),
  },
  "jobset.x-k8s.io": { JobSet: toCompletion(replicatedJobs("spec")) },
  // https://keda.sh/docs/latest/reference/scaledjob-spec/
  "keda.sh": { ScaledJob: toCompletion("spec.jobTargetRef.template") },
  // pkg/apis/kubeflow.org/v1 of kubeflow/trainer 1.9; MPIJob of kubeflow/mpi-operator has the same shape.
  "kubeflow.org": {
    JAXJob: toCompletion("spec.jaxReplicaSpecs.*.template"),
    MPIJob: toCompletion("spec.mpiReplicaSpecs.*.template"),
    MXJob: toCompletion("spec.mxReplicaSpecs.*.template"),
    PaddleJob: toCompletion("spec.paddleReplicaSpecs.*.template"),
    PyTorchJob: toCompletion("spec.pytorchReplicaSpecs.*.template"),
    TFJob: toCompletion("spec.tfReplicaSpecs.*.template"),
    XGBoostJob: toCompletion("spec.xgbReplicaSpecs.*.template"),
    Notebook: always("spec.template"),
  },
  // One leader and its workers are a group, and `spec.replicas` counts groups (api/leaderworkerset/v1/leaderworkerset_types.go).
  "leaderworkerset.x-k8s.io": {
    LeaderWorkerSet: always("spec.leaderWorkerTemplate.leaderTemplate", "spec.leaderWorkerTemplate.workerTemplate").map(
      (pods) => ({ ...pods, replicas: "spec.replicas" }),
    ),
  },
  // Its `containers` are strategic merge patches of the operator's own, matched by name (api_reference of prometheus-operator, CommonPrometheusFields).
  "monitoring.coreos.com": Object.fromEntries(
    ["Alertmanager", "Prometheus", "PrometheusAgent", "ThanosRuler"].map((kind) => [
      kind,
      completed(bare(always("spec"))),
    ]),
  ),
  "ray.io": {
    RayCluster: always(...ray("spec")),
    RayJob: toCompletion(...ray("spec.rayClusterSpec"), "spec.submitterPodTemplate"),
    RayService: always(...ray("spec.rayClusterConfig")),
  },
  // https://github.com/knative/specs/blob/main/specs/serving/knative-api-specification-1.0.md
  "serving.knative.dev": {
    Configuration: always("spec.template"),
    Service: always("spec.template"),
    Revision: bare(always("spec")),
  },
  // Merged with the containers of a serving runtime, and completed by defaults of resources (pkg/apis/serving/v1beta1 of kserve/kserve).
  "serving.kserve.io": {
    InferenceService: completed(bare(always("spec.predictor", "spec.transformer", "spec.explainer"))),
    ServingRuntime: completed(bare(always("spec"))),
    ClusterServingRuntime: completed(bare(always("spec"))),
  },
  "trainer.kubeflow.org": Object.fromEntries(
    ["TrainingRuntime", "ClusterTrainingRuntime"].map((kind) => [
      kind,
      completed(toCompletion(replicatedJobs("spec.template.spec"))),
    ]),
  ),
};

/** Groups of Kubernetes itself, and of what stands in an object that looks like pods and is none: rules about them, charts, files. */
const withoutPods = new Set([
  "apiextensions.k8s.io",
  "admissionregistration.k8s.io",
  "constraints.gatekeeper.sh",
  "helm.sh",
  "kustomize",
  "kyverno.io",
  "mutations.gatekeeper.sh",
  "policies.kyverno.io",
  "templates.gatekeeper.sh",
  "yaml",
]);

/** What is known of a type token's pods. */
export interface KnownPods {
  /** The object itself completes another one: `kubernetes:apps/v1:DeploymentPatch`. */
  isPatch: boolean;
  /** Kubernetes' own, which makes pods whatever it says. */
  isBuiltIn: boolean;
  /** `undefined`: the kind is not known, and its pods must be found by their shape. */
  pods: readonly PodsOfKind[] | undefined;
}

/** What is known of the pods that a resource of this type makes; `undefined` for a type that makes none. */
export function knownPodsOf(type: string): KnownPods | undefined {
  const [pkg, apiVersion = "", token = ""] = type.split(":");
  if (pkg !== "kubernetes") return undefined;
  const group = apiVersion.split("/")[0]!;
  const kind = token.replace(/Patch$/, "");
  const isPatch = kind !== token;
  const own = builtIn[group]?.[kind];
  if (own !== undefined) return { isPatch, isBuiltIn: true, pods: own };
  // Groups of Kubernetes itself have no dot or are listed; those of custom kinds have one.
  if (!group.includes(".") || withoutPods.has(group)) return undefined;
  return { isPatch, isBuiltIn: false, pods: custom[group]?.[kind] };
}
