import { always, bare, completed, onEveryNode, type PodsOfKind, toCompletion } from "./pods-of-kind";

/** Head and workers of a Ray cluster; KubeRay takes the templates as they are (ray-operator/apis/ray/v1/raycluster_types.go). */
const ray = (place: string) => [`${place}.headGroupSpec.template`, `${place}.workerGroupSpecs[].template`];
/** Jobs of a JobSet (api/jobset/v1alpha2/jobset_types.go). */
const replicatedJobs = (place: string) => `${place}.replicatedJobs[].template.spec.template`;

/**
 * A step of Argo Workflows is a template with one container, a script or a set of containers. What it does not say may be said by the workflow,
 * by the controller's defaults or by a patch (https://argo-workflows.readthedocs.io/en/latest/fields/#template).
 */
const argo = (...places: string[]): PodsOfKind[] =>
  completed(bare(toCompletion(...places.map((place) => `${place}templates[]`)))).map((pods) => ({
    ...pods,
    assembled: { single: { container: "main", script: "main" }, lists: ["containerSet.containers", "sidecars"] },
  }));

/** Steps and sidecars of Tekton, completed by a stepTemplate and its own defaults (https://tekton.dev/docs/pipelines/tasks/). */
const tekton = (...places: string[]): PodsOfKind[] =>
  completed(bare(toCompletion(...places))).map((pods) => ({ ...pods, assembled: { lists: ["steps", "sidecars"] } }));

/** What KServe fills in, as it is installed (`resource` of the ConfigMap inferenceservice-config). */
const inferenceDefaults = {
  requests: { cpu: "1", memory: "2Gi" },
  limits: { cpu: "1", memory: "2Gi" },
};

/**
 * Parts of an InferenceService. Where they name a model, a serving runtime gives the rest; containers of one's own stand as they are, but
 * for resources that KServe fills in (pkg/apis/serving/v1beta1/predictor_custom.go of kserve/kserve).
 */
const inference = (...places: string[]): PodsOfKind[] =>
  places.flatMap((path) => [
    {
      path,
      runs: "always",
      bare: true,
      isPatch: true,
      where: "model",
      assembled: { single: { model: "kserve-container" } },
    },
    { path, runs: "always", bare: true, where: "!model", assembled: { filled: inferenceDefaults } },
  ]);

/** Custom kinds, by API group. One without a template at a path has no pods there. */
export const customPodKinds: Readonly<Record<string, Readonly<Record<string, PodsOfKind[]>>>> = {
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
  "argoproj.io": {
    Rollout: always("spec.template"),
    Workflow: argo("spec."),
    WorkflowTemplate: argo("spec."),
    ClusterWorkflowTemplate: argo("spec."),
    CronWorkflow: argo("spec.workflowSpec."),
  },
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
    InferenceService: inference("spec.predictor", "spec.transformer", "spec.explainer"),
    ServingRuntime: completed(bare(always("spec"))),
    ClusterServingRuntime: completed(bare(always("spec"))),
  },
  "tekton.dev": {
    Task: tekton("spec"),
    ClusterTask: tekton("spec"),
    TaskRun: tekton("spec.taskSpec"),
    Pipeline: tekton("spec.tasks[].taskSpec"),
    PipelineRun: tekton("spec.pipelineSpec.tasks[].taskSpec"),
  },
  "trainer.kubeflow.org": Object.fromEntries(
    ["TrainingRuntime", "ClusterTrainingRuntime"].map((kind) => [
      kind,
      completed(toCompletion(replicatedJobs("spec.template.spec"))),
    ]),
  ),
};
