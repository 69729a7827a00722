import { admits, amountsOf, podTemplateOf } from "@breakwater/cluster-autoscaler";
import { QuantityError, SelectorError } from "@breakwater/kubernetes-rules";
import { isUnknown, type Plan, PlanValueError, resourcesOf } from "@breakwater/plan-views";
import type { Assumptions } from "../assumptions";
import { SurgePlanError } from "./plan-error";
import { readEdge } from "./read-edge";
import { readClusterProfile, readMaxNodes, readPools, readQuotas } from "./read-pools";
import { readScalers } from "./read-scalers";
import { readServing } from "./read-serving";
import { type DeploymentInput, readDeployments, readWorkload } from "./read-workloads";
import type { PoolModel, SurgeModel, WorkloadModel } from "./surge-model";

/** Name of the workload that stands for the charts' pods. */
export const chartWorkloads = "platform/charts";

/** The charts' pods rank above all of ours (PriorityClass breakwater-platform). */
const platformPriority = 4000;

/**
 * What a Plan and the assumptions say about a surge.
 *
 * @throws SurgePlanError that says everything that keeps it from being simulated
 */
export function readModel(plan: Plan, assumptions: Assumptions): SurgeModel {
  const problems: string[] = [];
  const noted = <T extends { problems: readonly string[] }>(read: T): T => {
    problems.push(...read.problems);
    return read;
  };
  try {
    const resources = resourcesOf(plan);
    const deployments = readDeployments(resources);
    const { app } = noted(appOf(deployments));
    const vllm = deployments.find(({ role }) => role === "vllm");
    const { scalers } = noted(readScalers(resources));
    const { pools } = noted(readPools(resources, assumptions));
    const { profile } = noted(readClusterProfile(resources));
    const workloads = deployments.flatMap((deployment) => {
      const { id, title } = deployment.workload;
      return noted(judged(title, () => readWorkload(deployment, resources, scalers.get(id), assumptions))).read;
    });
    const gpuMemoryBytes = leastGpuMemory(
      pools,
      workloads.find(({ role }) => role === "vllm"),
    );
    const serving = app && noted(readServing(app, vllm, gpuMemoryBytes, assumptions)).serving;
    const quotas = readQuotas(resources);
    const maxNodes = readMaxNodes(resources);
    if (problems.length === 0 && serving !== undefined) {
      const { project, stack } = plan;
      const all = [...platformPods(pools, assumptions), ...workloads];
      const edge = app && readEdge(resources, app);
      const served = edge === undefined ? serving : { ...serving, edge };
      return { project, stack, workloads: all, pools, quotas, maxNodes, profile, serving: served };
    }
  } catch (error) {
    // What is wrong or not known in the Plan itself.
    if (!(error instanceof PlanValueError || isUnknown(error))) throw error;
    problems.push(error.message);
  }
  throw new SurgePlanError(plan.stack, problems);
}

/** The one app among the Deployments. */
function appOf(deployments: readonly DeploymentInput[]): { app: DeploymentInput | undefined; problems: string[] } {
  const apps = deployments.filter(({ role }) => role === "app");
  const names = apps.map(({ workload }) => workload.name).join(", ");
  const none = "it has no app: no Deployment behind a Service whose ConfigMap names a gateway (HOLYSHEEP_BASE_URL)";
  const several = `it has several apps, one may take the traffic: ${names}`;
  return { app: apps[0], problems: apps.length === 1 ? [] : [apps.length === 0 ? none : several] };
}

/**
 * Memory of the smallest GPU on which a model server may come to stand, bytes: all share one engine's figures. `undefined` where no pool
 * takes its pods, so that none ever runs.
 */
function leastGpuMemory(pools: readonly PoolModel[], vllm: WorkloadModel | undefined): number | undefined {
  const taking = pools.filter(({ templates }) => vllm && templates.some((node) => admits(node, vllm.template)));
  const sizes = taking.flatMap(({ gpuMemoryBytes }) => gpuMemoryBytes ?? []);
  return sizes.length === 0 ? undefined : Math.min(...sizes);
}

/** What is read; nothing, and a problem, where Kubernetes would refuse a quantity or a selector. */
function judged<T>(subject: string, read: () => T): { read: T[]; problems: string[] } {
  try {
    return { read: [read()], problems: [] };
  } catch (error) {
    if (!(error instanceof QuantityError || error instanceof SelectorError)) throw error;
    return { read: [], problems: [`${subject}: ${error.message}`] };
  }
}

/** The charts' pods: a Plan has their values, not their pods, so they are assumed as two that take the room of all. */
function platformPods(pools: readonly PoolModel[], { numbers }: Assumptions): WorkloadModel[] {
  const pool = pools.find(({ gpu, templates }) => !gpu && templates[0]!.taints.length === 0);
  if (pool === undefined) return [];
  const half = amountsOf({
    cpu: numbers["nodes.platformCpuCores"] / 2,
    memory: numbers["nodes.platformMemoryBytes"] / 2,
  });
  const template = podTemplateOf(
    { namespace: "platform", name: "charts", priority: platformPriority },
    { spec: { containers: [] } },
  );
  return [
    {
      id: chartWorkloads,
      role: "other",
      template: { ...template, requests: template.requests.map((amount, index) => amount + half[index]!) },
      replicas: 2,
      startUp: {},
      startSeconds: numbers["pods.otherStartSeconds"],
      imagePullSeconds: numbers["pods.imagePullSeconds"],
      preStopSeconds: 0,
      graceSeconds: 30,
    },
  ];
}
