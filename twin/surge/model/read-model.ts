import { amountsOf, podTemplateOf } from "@breakwater/cluster-autoscaler";
import { QuantityError, SelectorError } from "@breakwater/kubernetes-rules";
import { isUnknown, type Plan, PlanValueError, resourcesOf } from "@breakwater/plan-views";
import type { Assumptions } from "../assumptions";
import { SurgePlanError } from "./plan-error";
import { readClusterProfile, readMaxNodes, readPools, readQuotas } from "./read-pools";
import { readScalers } from "./read-scalers";
import { readServing } from "./read-serving";
import { readDeployments, readWorkload } from "./read-workloads";
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
  try {
    return modelOf(plan, assumptions, problems);
  } catch (error) {
    // What is wrong or not known in the Plan itself.
    if (!(error instanceof PlanValueError || isUnknown(error))) throw error;
    throw new SurgePlanError(plan.stack, [...problems, error.message]);
  }
}

function modelOf(plan: Plan, assumptions: Assumptions, problems: string[]): SurgeModel {
  const resources = resourcesOf(plan);
  const deployments = readDeployments(resources);
  const apps = deployments.filter(({ role }) => role === "app");
  const [vllm] = deployments.filter(({ role }) => role === "vllm");
  const [app] = apps;
  if (app === undefined) {
    problems.push("it has no app: no Deployment behind a Service whose ConfigMap names a gateway (HOLYSHEEP_BASE_URL)");
  }
  if (apps.length > 1) {
    problems.push(
      `it has several apps, one may take the traffic: ${apps.map(({ workload }) => workload.name).join(", ")}`,
    );
  }
  const scalers = readScalers(resources, problems);
  const pools = readPools(resources, assumptions, problems);
  if (pools.length === 0 && problems.length === 0) problems.push("it has no node pool");
  const serving = app && readServing(app, vllm, assumptions, problems);
  const profile = readClusterProfile(resources, problems);
  if (problems.length > 0 || serving === undefined) throw new SurgePlanError(plan.stack, problems);
  const workloads = deployments.flatMap((deployment) => {
    const { id, title } = deployment.workload;
    return judged(title, () => readWorkload(deployment, resources, scalers.get(id), assumptions), problems);
  });
  if (problems.length > 0) throw new SurgePlanError(plan.stack, problems);
  return {
    project: plan.project,
    stack: plan.stack,
    workloads: [...platformPods(pools, assumptions), ...workloads],
    pools,
    quotas: readQuotas(resources),
    maxNodes: readMaxNodes(resources),
    profile,
    serving,
  };
}

/** What is read; nothing, and a problem, where Kubernetes would refuse a quantity or a selector. */
function judged<T>(subject: string, read: () => T, problems: string[]): T[] {
  try {
    return [read()];
  } catch (error) {
    if (!(error instanceof QuantityError || error instanceof SelectorError)) throw error;
    problems.push(`${subject}: ${error.message}`);
    return [];
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
