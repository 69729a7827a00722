import {
  admits,
  amountsOf,
  mostNodesOf,
  nodeLabelsOfPlan,
  PlanPods,
  platformPods,
  poolQuotas,
} from "@breakwater/cluster-autoscaler";
import {
  isUnknown,
  type Plan,
  PlanValueError,
  poolsOf,
  releasesOf,
  type Resource,
  resourcesOf,
  workloadsOf,
} from "@breakwater/plan-views";
import type { Assumptions } from "../assumptions";
import { SurgePlanError } from "./plan-error";
import { readEdge } from "./read-edge";
import { readClusterProfile, readPools } from "./read-pools";
import { readScalers } from "./read-scalers";
import { readServing } from "./read-serving";
import { type DeploymentInput, readDeployments, readWorkload } from "./read-workloads";
import type { PoolModel, SurgeModel, WorkloadModel } from "./surge-model";

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
    const pods = new PlanPods(resources, nodeLabelsOfPlan(resources));
    const daemonSets = workloadsOf(resources).filter(({ runs, isPatch }) => runs === "on every node" && !isPatch);
    const daemons = daemonSets.map((daemonSet) => pods.templateOf(daemonSet, { daemon: true }));
    const { pools } = noted(readPools(resources, daemons, assumptions));
    const { profile } = noted(readClusterProfile(resources));
    const workloads = deployments.flatMap((deployment) => {
      const { id } = deployment.workload;
      return noted(judged(() => readWorkload(deployment, pods, scalers.get(id), assumptions))).read;
    });
    const gpuMemoryBytes = leastGpuMemory(
      pools,
      workloads.find(({ role }) => role === "vllm"),
    );
    const serving = app && noted(readServing(app, vllm, gpuMemoryBytes, assumptions)).serving;
    const quotas = poolQuotas(resources, pools);
    const maxNodes = mostNodesOf(poolsOf(resources), resources);
    if (problems.length === 0 && serving !== undefined) {
      const { project, stack } = plan;
      const all = [...chartPods(resources, pools, assumptions), ...workloads];
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

/** What is read; nothing, and a problem, where Kubernetes would refuse a value. */
function judged<T>(read: () => T): { read: T[]; problems: string[] } {
  try {
    return { read: [read()], problems: [] };
  } catch (error) {
    if (!(error instanceof PlanValueError)) throw error;
    return { read: [], problems: [error.message] };
  }
}

/** The charts' pods: a Plan has their values, not their pods, so they are assumed as two that take the room of all. */
function chartPods(
  resources: readonly Resource[],
  pools: readonly PoolModel[],
  { numbers }: Assumptions,
): WorkloadModel[] {
  if (releasesOf(resources).length === 0) return [];
  const together = amountsOf({ cpu: numbers["nodes.platformCpuCores"], memory: numbers["nodes.platformMemoryBytes"] });
  return platformPods(pools, together).map(({ template, pods }) => ({
    id: template.id,
    role: "other",
    template,
    replicas: pods,
    startUp: {},
    startSeconds: numbers["pods.otherStartSeconds"],
    imagePullSeconds: numbers["pods.imagePullSeconds"],
    preStopSeconds: 0,
    graceSeconds: 30,
  }));
}
