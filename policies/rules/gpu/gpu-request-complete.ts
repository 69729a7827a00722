import type { Toleration } from "@breakwater/kubernetes-rules";
import {
  type DeclaredPool,
  gpuResourcesOf,
  ifKnown,
  type Resource,
  someKnown,
  taintText,
  type Workload,
  workloadsIn,
} from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { claimsGpu } from "./gpu-claims";
import {
  hasGpusFor,
  isOwnTaint,
  mayChoose,
  requiresSomeLabel,
  type StackPools,
  stackPools,
  untolerated,
} from "./gpu-pools";
import { type GpuTaint, gpuTaintSettings, tolerates } from "./gpu-taint";

export const gpuRequestComplete: StackRule<GpuTaint> = {
  name: "gpu-request-complete",
  description:
    "A pod that needs a GPU asks for it in limits, tolerates the taint of a GPU pool and selects its nodes by a label.",
  guardsAgainst: "Without one of the three it waits for ever, or its node is never added.",
  severity: "high",
  tags: ["gpu"],
  remediationSteps:
    "Set resources.limits.nvidia.com/gpu, a toleration of the GPU pool's taint, as {key: sku, operator: Equal, value: gpu, effect: NoSchedule}, and a nodeSelector or a required node affinity of a label that only GPU pools have, on the pod template.",
  settings: gpuTaintSettings,
  checkStack: (resources, { config, violation, notApplicable, each, gather }) => {
    const asking = gather(resources, asksForGpus);
    const claiming = gather(resources, (resource) =>
      workloadsIn(resource).filter((workload) => !workload.isPatch && claimsGpu(workload, resources)),
    );
    if (asking.length + claiming.length === 0) notApplicable("no pod asks for a GPU");
    const pools = stackPools(resources, gather);
    // The claim finds the node; the node's taint keeps the pod away all the same.
    each(claiming, ({ podSpec, title, resource }) => {
      const lacks =
        pools.withGpus.length > 0 && !isOwnTaint(config)
          ? lacksOnPools(podSpec, pools.withGpus, pools)
          : lacksAnywhere(podSpec, config);
      const lack = lacks.find((each) => each.startsWith(notTolerating));
      if (lack !== undefined) violation(`${title} claims a GPU but ${lack}`, resource);
    });
    each(asking, (workload) => {
      const { podSpec, resource } = workload;
      each(
        workload.allContainers.filter((each) => gpuResourcesOf(each).length > 0),
        (container) => {
          const gpus = gpuResourcesOf(container);
          const who = `Container "${container.name}" of ${workload.title} asks for ${gpus.join(" and ")}`;
          if (gpus.some((name) => container.resources?.limits?.[name] === undefined))
            violation(`${who} in requests but not in limits, where Kubernetes takes it from`, resource);
          const { withGpus } = pools;
          const right = withGpus.filter((pool) => gpus.every((name) => hasGpusFor(pool, name)));
          const lacks =
            right.length > 0 && !isOwnTaint(config)
              ? lacksOnPools(podSpec, right, pools)
              : lacksAnywhere(podSpec, config);
          for (const lack of lacks) violation(`${who} but ${lack}`, resource);
        },
      );
    });
  },
};

const notTolerating = "does not tolerate";

/** The pods of a resource that ask for a GPU. What a patch leaves out stands in the object that it changes. */
const asksForGpus = (resource: Resource): Workload[] =>
  workloadsIn(resource).filter((workload) => !workload.isPatch && workload.needsGpu);

/** What a pod lacks to stand on one of the stack's GPU pools. */
function lacksOnPools(pod: Workload["podSpec"], right: readonly DeclaredPool[], { others }: StackPools): string[] {
  const names = right.map(({ name }) => name).join(", ");
  const lacks: string[] = [];
  const tolerated = (pool: DeclaredPool) => untolerated(pool, pod.tolerations).length === 0;
  if (!someKnown(right, (pool) => mayChoose(pod, pool) && tolerated(pool))) {
    const chosen = right.find((pool) => mayChoose(pod, pool));
    if (chosen === undefined) return [`selects nodes that no GPU pool has (${names})`];
    const [taint] = untolerated(chosen, pod.tolerations);
    lacks.push(`${notTolerating} ${taintText(taint!)} of node pool "${chosen.name}"`);
  }
  // A label that other pools have too tells no GPU pool from them. What is not known of those is not held against the pod.
  if (!requiresSomeLabel(pod) || others.some((pool) => ifKnown(() => mayChoose(pod, pool))))
    lacks.push(`does not select the nodes of a GPU pool (${names}) by a label`);
  return lacks;
}

/** Where the stack has no GPU pool, the taint of the settings counts, and a toleration that can only mean another one. */
function lacksAnywhere(pod: Workload["podSpec"], config: GpuTaint): string[] {
  const taint = `${config.taintKey}=${config.taintValue}`;
  const lacks: string[] = [];
  const tolerations = pod.tolerations ?? [];
  const isElsewhere = !isOwnTaint(config) && someKnown(tolerations, (each) => meansOwnPool(each, config));
  if (!tolerates(tolerations, config) && !isElsewhere) lacks.push(`${notTolerating} ${taint}:NoSchedule`);
  if (!requiresSomeLabel(pod)) lacks.push(`does not select nodes with ${taint}`);
  return lacks;
}

/** A toleration of a taint that a pool of another stack may have: not of those that Kubernetes and AKS give for other reasons. */
const meansOwnPool = ({ key, effect }: Toleration, { taintKey }: GpuTaint): boolean =>
  Boolean(key) &&
  key !== taintKey &&
  effect !== "NoExecute" &&
  effect !== "PreferNoSchedule" &&
  !/^(node\.kubernetes\.io\/|node-role\.|CriticalAddonsOnly$|kubernetes\.azure\.com\/scalesetpriority$|node\.cloudprovider)/.test(
    key!,
  );
