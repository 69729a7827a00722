import { standingWorkloads, type DisruptionBudget, type PlanPods } from "@breakwater/cluster-autoscaler";
import { autoscalerRequest, isSidecar } from "@breakwater/kubernetes-rules";
import {
  annotations,
  budgetsOf,
  type Container,
  defaultGraceSeconds,
  gpuResourcesOf,
  objectsOf,
  preStopSeconds,
  type Resource,
  secondsOf,
  servicesOf,
  type Workload,
  workloadsOf,
} from "@breakwater/plan-views";
import type { Assumptions } from "../assumptions";
import { boundsOf } from "./read-scalers";
import type { StartUp } from "./start-up";
import type { ScalerModel, WorkloadModel } from "./surge-model";

/** How the app is told from the rest: it is configured with a gateway and, unlike the worker, has a Service. */
const gatewayVariable = "HOLYSHEEP_BASE_URL";

/** A Deployment, or whatever else keeps pods, with what belongs to it. */
export interface DeploymentInput {
  workload: Workload;
  /** What its pods do. */
  role: WorkloadModel["role"];
  container: Container;
  /** Variables of its ConfigMaps. */
  environment: Record<string, string>;
  /** That cover its pods. Deployments that one covers share it. */
  budgets: readonly DisruptionBudget[];
}

/** What keeps pods in a Plan, each with the container that does its work, its ConfigMaps and its disruption budgets. */
export function readDeployments(resources: readonly Resource[]): DeploymentInput[] {
  const configMaps = new Map(
    objectsOf(resources, "kubernetes:core:ConfigMap").map(({ id, resource }) => [id, resource.props.data ?? {}]),
  );
  const deployments = standingWorkloads(workloadsOf(resources));
  const budgets = budgetsOf(resources)
    .filter((declared) => deployments.some((workload) => declared.selects(podsOf(workload))))
    .map((declared) => ({
      declared,
      budget: { minAvailable: declared.minAvailable, maxUnavailable: declared.maxUnavailable },
    }));
  return deployments.map((workload) => {
    const container = servingContainer(workload) ?? { name: workload.name };
    const names = (container.envFrom ?? []).flatMap(({ configMapRef }) => (configMapRef ? [configMapRef.name] : []));
    const environment: Record<string, string> = Object.assign(
      {},
      ...names.map((name) => configMaps.get(`${workload.namespace}/${name}`)),
    );
    const role = roleOf({ workload, container, environment }, resources);
    const covering = budgets.filter(({ declared }) => declared.selects(podsOf(workload))).map(({ budget }) => budget);
    return { workload, role, container, environment, budgets: covering };
  });
}

/** The container that does a pod's work: the one with the GPU, be it a sidecar, else the first. */
function servingContainer({ containers, initContainers }: Workload): Container | undefined {
  const running = [...containers, ...initContainers.filter(isSidecar)];
  return running.find((container) => gpuResourcesOf(container).length > 0) ?? containers[0];
}

/** What the pods of a Deployment do. A model server is told from the rest by the GPU that it asks for. */
function roleOf(
  { workload, container, environment }: Omit<DeploymentInput, "role" | "budgets">,
  resources: readonly Resource[],
): WorkloadModel["role"] {
  if (gpuResourcesOf(container).length > 0) return "vllm";
  const hasService = servicesOf(resources).some((service) => service.selects(podsOf(workload)));
  return gatewayVariable in environment && hasService ? "app" : "other";
}

/** The pods by the labels of their template: those that a controller adds, such as a pod's own name, tell none of the simulated pods from another. */
const podsOf = ({ namespace, podLabels }: Workload): Pick<Workload, "namespace" | "podLabels"> => ({
  namespace,
  podLabels,
});

/**
 * A Deployment as the simulator has it.
 *
 * @param pods of the Plan, as the scheduler meets them
 */
export function readWorkload(
  deployment: DeploymentInput,
  pods: PlanPods,
  scaler: ScalerModel | undefined,
  { numbers }: Assumptions,
): WorkloadModel {
  const { workload, role, container, budgets } = deployment;
  const startSeconds = {
    app: numbers["app.startSeconds"],
    vllm: secondsOf(workload, annotations.modelLoad) ?? numbers["pods.otherStartSeconds"],
    other: numbers["pods.otherStartSeconds"],
  }[role];
  const template = pods.templateOf(workload, { budgets });
  const cpuRequest = autoscalerRequest(workload.podSpec, "cpu");
  const memoryRequest = autoscalerRequest(workload.podSpec, "memory");
  return {
    id: workload.id,
    role,
    template,
    replicas: scaler ? boundsOf(scaler).min : workload.replicas,
    ...(scaler && { scaler }),
    startUp: probesOf(container),
    startSeconds,
    imagePullSeconds: numbers[role === "vllm" ? "pods.gpuImagePullSeconds" : "pods.imagePullSeconds"],
    preStopSeconds: preStopSeconds(container),
    graceSeconds: workload.podSpec.terminationGracePeriodSeconds ?? defaultGraceSeconds,
    ...(cpuRequest !== undefined && { cpuRequest }),
    ...(memoryRequest !== undefined && { memoryRequest: memoryRequest / 1000 }),
  };
}

function probesOf({ startupProbe, livenessProbe, readinessProbe }: Container): StartUp {
  return {
    ...(startupProbe && { startupProbe }),
    ...(livenessProbe && { livenessProbe }),
    ...(readinessProbe && { readinessProbe }),
  };
}
