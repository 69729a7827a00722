import {
  autoscalerRequest,
  matchesLabelSelector,
  matchesServiceSelector,
  type Labels,
  type LabelSelector,
} from "@breakwater/kubernetes-rules";
import { isObject, type JsonObject, type Plan } from "../../plan";
import type { Assumptions } from "../assumptions";
import { type PodTemplate, podTemplateOf, type PodTemplateInput } from "../control";
import { idOf, type KubernetesObject, objectsOf } from "./objects";
import type { StartUp } from "./start-up";
import type { ScalerModel, WorkloadModel } from "./surge-model";

/** How the model server of a Plan is told from the rest: it asks for a GPU. */
const gpu = "nvidia.com/gpu";
/** How the app is told from the rest: it is configured with a gateway and, unlike the worker, has a Service. */
const gatewayVariable = "HOLYSHEEP_BASE_URL";

/** Kubernetes' own grace period, seconds. */
const defaultGrace = 30;

interface Container {
  startupProbe?: object;
  livenessProbe?: object;
  readinessProbe?: object;
  lifecycle?: { preStop?: { sleep?: { seconds: number } } };
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  envFrom?: { configMapRef?: { name: string } }[];
  args?: string[];
}

/** A Deployment with what belongs to it. */
export interface DeploymentInput {
  object: KubernetesObject;
  /** What its pods do. */
  role: WorkloadModel["role"];
  container: Container;
  /** Variables of its ConfigMaps. */
  environment: Record<string, string>;
}

/** The Deployments of a Plan, each with its first container and its ConfigMaps. */
export function readDeployments(plan: Plan): DeploymentInput[] {
  const configMaps = new Map(objectsOf(plan, "ConfigMap").map((object) => [idOf(object), object.data ?? {}]));
  return objectsOf(plan, "Deployment").map((object) => {
    const container = podSpecOf(object).containers[0]! as Container;
    const names = (container.envFrom ?? []).flatMap(({ configMapRef }) => (configMapRef ? [configMapRef.name] : []));
    const environment: Record<string, string> = Object.assign(
      {},
      ...names.map((name) => configMaps.get(`${object.metadata.namespace ?? "default"}/${name}`)),
    );
    const role = roleOf({ object, container, environment }, plan);
    return { object, role, container, environment };
  });
}

/** What the pods of a Deployment do. */
function roleOf({ object, container, environment }: Omit<DeploymentInput, "role">, plan: Plan): WorkloadModel["role"] {
  if (container.resources?.limits?.[gpu] !== undefined) return "vllm";
  const hasService = objectsOf(plan, "Service").some(
    ({ metadata, spec }) =>
      metadata.namespace === object.metadata.namespace &&
      matchesServiceSelector(spec?.selector as Labels | undefined, labelsOf(object)),
  );
  return gatewayVariable in environment && hasService ? "app" : "other";
}

/** A Deployment as the simulator has it. */
export function readWorkload(
  deployment: DeploymentInput,
  plan: Plan,
  scaler: ScalerModel | undefined,
  { numbers }: Assumptions,
): WorkloadModel {
  const { object, role, container } = deployment;
  const spec = podSpecOf(object);
  const annotations = templateOf(object).metadata?.annotations ?? {};
  const startSeconds = {
    app: numbers["app.startSeconds"],
    vllm: Number(annotations["breakwater.dev/model-load-seconds"] ?? numbers["pods.otherStartSeconds"]),
    other: numbers["pods.otherStartSeconds"],
  }[role];
  const cpuRequest = autoscalerRequest(spec, "cpu");
  const memoryRequest = autoscalerRequest(spec, "memory");
  return {
    id: idOf(object),
    role,
    template: schedulingTemplate(object, plan),
    replicas: replicasBefore(object, scaler),
    ...(scaler && { scaler }),
    startUp: probesOf(container),
    startSeconds,
    imagePullSeconds: numbers[role === "vllm" ? "pods.gpuImagePullSeconds" : "pods.imagePullSeconds"],
    preStopSeconds: container.lifecycle?.preStop?.sleep?.seconds ?? 0,
    graceSeconds: spec.terminationGracePeriodSeconds ?? defaultGrace,
    ...(cpuRequest !== undefined && { cpuRequest }),
    ...(memoryRequest !== undefined && { memoryRequest: memoryRequest / 1000 }),
  };
}

function replicasBefore({ spec }: KubernetesObject, scaler: ScalerModel | undefined): number {
  if (scaler?.kind === "hpa") return scaler.spec.minReplicas ?? 1;
  if (scaler?.kind === "keda") return scaler.spec.minReplicaCount ?? 0;
  return typeof spec?.replicas === "number" ? spec.replicas : 1;
}

function schedulingTemplate(object: KubernetesObject, plan: Plan): PodTemplate {
  const { name, namespace = "default" } = object.metadata;
  const spec = podSpecOf(object);
  const priority = objectsOf(plan, "PriorityClass").find(
    ({ metadata }) => metadata.name === spec.priorityClassName,
  )?.value;
  const budget = objectsOf(plan, "PodDisruptionBudget").find(
    ({ metadata, spec: of }) =>
      metadata.namespace === namespace &&
      matchesLabelSelector(of?.selector as LabelSelector | undefined, labelsOf(object)),
  )?.spec as PodTemplate["budget"];
  return podTemplateOf(
    { namespace, name, ...(priority !== undefined && { priority }), ...(budget && { budget }) },
    templateOf(object),
  );
}

function probesOf({ startupProbe, livenessProbe, readinessProbe }: Container): StartUp {
  return {
    ...(startupProbe && { startupProbe }),
    ...(livenessProbe && { livenessProbe }),
    ...(readinessProbe && { readinessProbe }),
  };
}

type PodSpec = PodTemplateInput["spec"] & { terminationGracePeriodSeconds?: number; priorityClassName?: string };

const templateOf = ({ spec }: KubernetesObject): PodTemplateInput & { metadata?: { labels?: JsonObject } } =>
  spec?.template as unknown as PodTemplateInput;
const podSpecOf = (object: KubernetesObject): PodSpec => templateOf(object).spec;

function labelsOf(object: KubernetesObject): Record<string, string> {
  const labels = templateOf(object).metadata?.labels;
  return isObject(labels) ? (labels as Record<string, string>) : {};
}
