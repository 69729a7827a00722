import { poolsFor } from "@breakwater/cluster-autoscaler";
import { type DeclaredPool, type Resource, type Workload, workloadsOf } from "@breakwater/plan-views";

const arch = "kubernetes.io/arch";

/**
 * Title of the workload that a resource declares, where its pods may come onto an Arm pool without having chosen a processor: whether its images
 * are built for it, nobody has said.
 *
 * @param resources of the stack, for the region of its cluster
 */
export const unawareOfArm = (pool: DeclaredPool, resource: Resource, resources: readonly Resource[]): string[] =>
  workloadsOf([resource])
    .filter(
      (workload) => !workload.isPatch && !choosesArch(workload) && poolsFor(workload, [pool], resources).length > 0,
    )
    .map(({ title }) => title);

function choosesArch({ podSpec: { nodeSelector, affinity } }: Workload): boolean {
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return (
    nodeSelector?.[arch] !== undefined ||
    terms.some(({ matchExpressions }) => matchExpressions?.some(({ key }) => key === arch))
  );
}
