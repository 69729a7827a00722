import { type Resource, servicesOf, someKnown, type Workload, workloadsOf } from "@breakwater/plan-views";
import { isProduction, type ProductionStacks } from "../../production";
import type { Judging } from "../../rule";

/**
 * Kinds that have as many pods as they say, and one where they say nothing. A DaemonSet has one on every node, a Job what its work takes, and of
 * other kinds their operator decides.
 */
const counted = new Set([
  "Deployment",
  "StatefulSet",
  "ReplicaSet",
  "ReplicationController",
  "Pod",
  "Rollout",
  "CloneSet",
]);

/**
 * Workloads of production stacks that stand behind a Service and have a count of replicas. GPU workloads are none of them: the app overflows to the
 * gateway where it has no model server.
 */
export function servingInProduction(
  resources: readonly Resource[],
  config: ProductionStacks,
  gather: Judging<ProductionStacks>["gather"],
): Workload[] {
  const services = servicesOf(resources);
  const candidates = workloadsOf(resources).filter(
    ({ kind, resource }) => counted.has(kind.replace(/Patch$/, "")) && isProduction(resource, config),
  );
  return gather(candidates, (workload) => {
    // A patch that leaves the count out leaves it to the object.
    if (workload.isPatch && workload.declaredReplicas === undefined) return [];
    // Who is only scraped serves nobody.
    const serves = someKnown(services, (service) => service.selects(workload) && !service.isForScraping);
    return serves && !workload.needsGpu ? [workload] : [];
  });
}
