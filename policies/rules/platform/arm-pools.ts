import { type DeclaredPool, type Resource, type Workload, workloadsOf } from "@breakwater/plan-views";
import { poolsFor } from "../autoscaling/pools-for";

const arch = "kubernetes.io/arch";

/**
 * Titles of the workloads whose pods may come onto an Arm pool without having chosen a processor: whether their images are built for it,
 * nobody has said.
 */
export const unawareOfArm = (pool: DeclaredPool, resources: readonly Resource[]): string[] =>
  workloadsOf(resources)
    .filter((workload) => !choosesArch(workload) && poolsFor(workload, [pool], resources).length > 0)
    .map(({ title }) => title);

function choosesArch({ podSpec: { nodeSelector, affinity } }: Workload): boolean {
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return (
    nodeSelector?.[arch] !== undefined ||
    terms.some(({ matchExpressions }) => matchExpressions?.some(({ key }) => key === arch))
  );
}
