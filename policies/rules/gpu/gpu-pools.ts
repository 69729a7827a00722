import { hasAmdGpus } from "@breakwater/azure-sizes";
import { type NodeChoice, type NodeSelectorTerm, toleratesTaint, type Toleration } from "@breakwater/kubernetes-rules";
import {
  type DeclaredPool,
  nodeLabelsOf,
  nodeTaintsOf,
  type PodSpec,
  type PoolTaint,
  poolsIn,
  type Resource,
} from "@breakwater/plan-views";
import { hasGpus } from "../../resources/pools";
import type { Judging } from "../../rule";
import { type GpuTaint, gpuTaintSettings } from "./gpu-taint";

/** The pools of a stack whose sizes are known. */
export interface StackPools {
  withGpus: readonly DeclaredPool[];
  others: readonly DeclaredPool[];
}

/** Reads the pools of a stack; of one whose size is not known nobody can tell what it is. */
export function stackPools(resources: readonly Resource[], gather: Judging<GpuTaint>["gather"]): StackPools {
  const all = gather(resources, (resource) => poolsIn(resource));
  const sized = gather(all, (pool) => [{ pool, isOfGpus: hasGpus(pool) }]);
  return {
    withGpus: sized.flatMap(({ pool, isOfGpus }) => (isOfGpus ? [pool] : [])),
    others: sized.flatMap(({ pool, isOfGpus }) => (isOfGpus ? [] : [pool])),
  };
}

/** Whether a pool has GPUs of the maker that a resource such as `amd.com/gpu` is of. */
export const hasGpusFor = ({ vmSize }: DeclaredPool, resource: string): boolean =>
  resource.startsWith("amd.com/") === hasAmdGpus(vmSize);

/** Taints of a pool's nodes that keep pods away. */
export const keepingTaintsOf = (pool: Pick<DeclaredPool, "taints" | "spot">): PoolTaint[] =>
  nodeTaintsOf(pool).filter(({ effect }) => effect === "NoSchedule" || effect === "NoExecute");

/** A pool's taints that none of the tolerations tolerates. */
export const untolerated = (pool: DeclaredPool, tolerations: readonly Toleration[] = []): PoolTaint[] =>
  keepingTaintsOf(pool).filter((taint) => !tolerations.some((toleration) => toleratesTaint(toleration, taint)));

/** Whether a user has said what the taint of GPU pools is called. */
export const isOwnTaint = ({ taintKey, taintValue }: GpuTaint): boolean =>
  taintKey !== gpuTaintSettings.taintKey.default || taintValue !== gpuTaintSettings.taintValue.default;

/**
 * Labels that a pool's node gets only while it runs: of its zone, its image, and of what discovers its hardware. Whether it has one, no program
 * says.
 */
const givenAtRuntime =
  /^(topology\.|failure-domain\.|nvidia\.com\/|amd\.com\/|gpu\.intel\.com\/|feature\.node\.|node\.kubernetes\.io\/|beta\.kubernetes\.io\/|kubernetes\.io\/hostname|kubernetes\.azure\.com\/|karpenter|storageprofile|accelerator$)/;

/** Those of GPUs, which no node has without one. */
const ofGpus = /^(nvidia|amd)\.com\/|^gpu\.intel\.com\/|accelerator$|pci-(10de|1002)|sku-gpu/;

/** Whether a pod's selector and required affinity leave room for a pool's nodes; what is only known once a node runs counts as met. */
export function mayChoose({ nodeSelector, affinity }: NodeChoice, pool: DeclaredPool): boolean {
  const labels = nodeLabelsOf(pool, { region: undefined, zone: undefined });
  const isOpen = (key: string) =>
    !Object.hasOwn(labels, key) && givenAtRuntime.test(key) && (hasGpus(pool) || !ofGpus.test(key));
  const meets = (key: string, holds: (value: string | undefined) => boolean) => isOpen(key) || holds(labels[key]);
  const selected = Object.entries(nodeSelector ?? {}).every(([key, value]) => meets(key, (own) => own === value));
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (!selected || !required) return selected;
  return (required.nodeSelectorTerms ?? []).some(({ matchExpressions }: NodeSelectorTerm) =>
    (matchExpressions ?? []).every(({ key, operator, values }) =>
      meets(key, (own) => {
        if (operator === "In") return own !== undefined && (values ?? []).includes(own);
        if (operator === "NotIn") return own === undefined || !(values ?? []).includes(own);
        if (operator === "Exists") return own !== undefined;
        return operator === "DoesNotExist" ? own === undefined : true;
      }),
    ),
  );
}

/** Labels that nodes with GPUs have as all others: by them no pod finds a GPU. */
const onAllNodes =
  /^(kubernetes\.io\/(os|arch|hostname)|beta\.kubernetes\.io\/(os|arch)|topology\.|failure-domain\.|kubernetes\.azure\.com\/(mode|os-sku|scalesetpriority|cluster))/;

/** Whether a pod requires a label of its node by which a pool can be told from others. */
export function requiresSomeLabel({ nodeSelector, affinity }: NodeChoice): boolean {
  const tells = (key: string) => !onAllNodes.test(key);
  if (Object.keys(nodeSelector ?? {}).some(tells)) return true;
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const says = ({ matchExpressions, matchFields }: NodeSelectorTerm) =>
    (matchFields ?? []).length > 0 ||
    (matchExpressions ?? []).some(
      ({ key, operator }) => tells(key) && operator !== "NotIn" && operator !== "DoesNotExist",
    );
  return terms.length > 0 && terms.every(says);
}

/** Whether a pod claims devices, which may be GPUs, in place of asking for a count of them. */
export const claimsDevices = ({ resourceClaims }: PodSpec): boolean => (resourceClaims ?? []).length > 0;
