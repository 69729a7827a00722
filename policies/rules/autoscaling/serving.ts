import { type Resource, servicesOf, someKnown, type Workload, workloadsOf } from "@breakwater/plan-views";
import { isProduction, type ProductionStacks } from "../../production";
import type { Judging } from "../../rule";

/** Kinds whose pods are as many as there are nodes, or as there is work: a count of replicas is nothing that they have. */
const uncounted = new Set(["DaemonSet", "Job", "CronJob"]);

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
  const counted = workloadsOf(resources).filter(
    ({ kind, resource }) => !uncounted.has(kind) && isProduction(resource, config),
  );
  return gather(counted, (workload) =>
    someKnown(services, (service) => service.selects(workload)) && !workload.needsGpu ? [workload] : [],
  );
}
