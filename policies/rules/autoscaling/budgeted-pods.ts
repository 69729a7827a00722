import { disruptionsAllowed } from "@breakwater/kubernetes-rules";
import {
  type DisruptionBudget,
  fewestReplicas,
  isReplicated,
  mostReplicas,
  type Resource,
  type Workload,
} from "@breakwater/plan-views";

/** Kinds whose pods have a controller without a `scale`: a Job, and what makes Jobs. */
const uncounted =
  /^kubernetes:(batch|keda\.sh|jobset\.x-k8s\.io|apps)\/[^:]+:(Job|CronJob|ScaledJob|JobSet|DaemonSet)$/;

const isPod = ({ resource }: Workload): boolean => /^kubernetes:core\/[^:]+:Pod$/.test(resource.type);

/** Whether a budget says of its own that nobody may go: none, all must stay, or no count at all, which the disruption controller takes for none. */
export function keepsAll({ maxUnavailable, minAvailable }: DisruptionBudget): boolean {
  if (maxUnavailable !== undefined) return disruptionsAllowed({ maxUnavailable }, [{ healthy: 100, scale: 100 }]) === 0;
  if (typeof minAvailable === "number") return false;
  return disruptionsAllowed({ ...(minAvailable && { minAvailable }) }, [{ healthy: 100, scale: 100 }]) === 0;
}

/** Whether all pods are of DaemonSets. Nobody evicts these: `kubectl drain`, AKS and the Cluster Autoscaler pass over them. */
export const areOfNodes = (pods: readonly Workload[]): boolean =>
  pods.length > 0 && pods.every(({ runs }) => runs === "on every node");

/**
 * The pods over which the disruption controller fails, or which it leaves out of its count, so that none may go
 * (https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors). Only a whole number of `minAvailable`
 * needs no count.
 */
export function uncountedAmong({ minAvailable }: DisruptionBudget, pods: readonly Workload[]): Workload | undefined {
  if (typeof minAvailable === "number") return undefined;
  const controlled = pods.find(({ resource }) => uncounted.test(resource.type));
  return controlled ?? (pods.every(isPod) ? pods[0] : undefined);
}

/**
 * The fewest pods that workloads may have together, one at least where they have any; `undefined` where it cannot be told, or where they have none.
 * Pods of Jobs come and go, and count as none.
 */
export function fewestOf(pods: readonly Workload[], resources: readonly Resource[]): number | undefined {
  const lasting = pods.filter(({ runs }) => runs !== "to completion");
  if (!lasting.every((workload) => isReplicated(workload) || isPod(workload))) return undefined;
  if (lasting.every((workload) => mostReplicas(workload, resources) === 0)) return undefined;
  const fewest = lasting.reduce((total, workload) => total + fewestReplicas(workload, resources), 0);
  return Math.max(fewest, 1);
}

/** How many of these pods may be evicted while there are no more. */
export function allowedOf({ minAvailable, maxUnavailable }: DisruptionBudget, count: number): number {
  const budget = {
    ...(minAvailable !== undefined && { minAvailable }),
    ...(maxUnavailable !== undefined && { maxUnavailable }),
  };
  return disruptionsAllowed(budget, [{ healthy: count, scale: count }]);
}
