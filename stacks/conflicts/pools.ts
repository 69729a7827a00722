import { findVmSize, gpusOf, isGpuSeries, ofFamily } from "@breakwater/azure-sizes";
import type { Settings } from "../schema";
import { type Conflict, type Finding, unless } from "./conflict";
import { mostNodes, nodeCountPaths, poolKinds } from "./node-counts";

/** The autoscaler keeps the count between its bounds, from the first node on. */
const countsInOrder = (kind: "cpu" | "gpu"): Conflict => {
  const [min, initial, max] = [
    `pools.${kind}.minCount`,
    `pools.${kind}.initialCount`,
    `pools.${kind}.maxCount`,
  ] as const;
  return {
    reads: [min, initial, max],
    find: ({ pools }) => {
      const { minCount, initialCount, maxCount } = pools[kind];
      return [
        ...unless(minCount <= maxCount, min, `at most ${max} (${maxCount})`),
        ...unless(initialCount <= maxCount, initial, `at most ${max} (${maxCount})`),
        ...unless(initialCount >= minCount, initial, `at least ${min} (${minCount})`),
      ];
    },
  };
};

const differentNames = (a: "cpu" | "gpu", b: "system" | "cpu"): Conflict => ({
  reads: [`pools.${a}.name`, `pools.${b}.name`],
  find: ({ pools: { [a]: pool, [b]: earlier } }) =>
    unless(pool.name !== earlier.name, `pools.${a}.name`, `different from pools.${b}.name (${earlier.name})`),
});

/** What namespaces may take and how far the model server scales is counted in these sizes, so their figures must be known. */
const sizesKnown: Conflict = {
  reads: ["pools.cpu.vmSize", "pools.gpu.vmSize"],
  find: ({ pools: { cpu, gpu } }) => [
    ...unless(findVmSize(cpu.vmSize).known, "pools.cpu.vmSize", "a VM size whose vCPUs and memory are known here"),
    // One without GPUs is the next rule's.
    ...unless(
      findVmSize(gpu.vmSize).known || !isGpuSeries(gpu.vmSize),
      "pools.gpu.vmSize",
      "a VM size whose GPUs and memory are known here, such as Standard_NC24ads_A100_v4",
    ),
  ],
};

const gpusInGpuPool: Conflict = {
  reads: ["pools.gpu.vmSize"],
  find: ({ pools: { gpu } }) =>
    unless(isGpuSeries(gpu.vmSize), "pools.gpu.vmSize", "of a series with GPUs, such as Standard_NC24ads_A100_v4"),
};

const distinct = (path: "cluster.zones" | "pools.gpu.zones"): Conflict => ({
  reads: [path],
  find: ({ cluster, pools }) => {
    const { zones } = path === "cluster.zones" ? cluster : pools.gpu;
    return unless(new Set(zones).size === zones.length, path, "without a zone named twice");
  },
});

/** A pool of Azure has room for one node at least, so a zone without a share of the nodes cannot have one. */
const nodeForEachZone: Conflict = {
  reads: ["pools.gpu.zones", "pools.gpu.maxCount"],
  find: ({ pools: { gpu } }) =>
    unless(
      gpu.zones.length <= gpu.maxCount,
      "pools.gpu.maxCount",
      `at least ${gpu.zones.length}, a node for each zone of pools.gpu.zones`,
    ),
};

/** With zones the pools are called `<name>z<zone>`, and Azure allows 12 characters. */
const roomForTheZone: Conflict = {
  reads: ["pools.gpu.name", "pools.gpu.zones"],
  find: ({ pools: { gpu } }) =>
    unless(
      gpu.zones.length === 0 || gpu.name.length <= 10,
      "pools.gpu.name",
      "at most 10 characters, because pools.gpu.zones adds two",
    ),
};

/** The CPU or system pool must not have the name of a zone's GPU pool. */
const zonePoolsApart: Conflict = {
  reads: ["pools.gpu.name", "pools.gpu.zones", "pools.cpu.name", "pools.system.name"],
  find: ({ pools: { gpu, cpu, system } }) =>
    gpu.zones.flatMap((zone) =>
      unless(
        ![cpu.name, system.name].includes(`${gpu.name}z${zone}`),
        "pools.gpu.name",
        `one that makes no other pool's name with a zone after it (${gpu.name}z${zone})`,
      ),
    ),
};

const withinQuotas: Conflict = {
  reads: ["quotas", ...nodeCountPaths, ...poolKinds.map((kind) => `pools.${kind}.vmSize`)],
  find: (settings) =>
    [...vcpusOfFullPools(settings)].flatMap(([family, vcpus]) => beyondQuota(settings, family, vcpus)),
};

/** vCPUs by VM family with all pools at their largest. A size that is not known here is Azure's to refuse. */
function vcpusOfFullPools(settings: Settings): Map<string, number> {
  const needed = new Map<string, number>();
  for (const kind of poolKinds) {
    const size = findVmSize(settings.pools[kind].vmSize);
    if (!size.known) continue;
    needed.set(size.quotaFamily, (needed.get(size.quotaFamily) ?? 0) + size.vcpus * mostNodes(settings, kind));
  }
  return needed;
}

const beyondQuota = ({ quotas }: Settings, family: string, vcpus: number): Finding[] =>
  unless(
    (ofFamily(quotas, family) ?? 0) >= vcpus,
    `quotas.${family}`,
    `at least ${vcpus}, the vCPUs of that family with all pools at their largest`,
  );

const gpuForEachReplica: Conflict = {
  reads: ["vllm.minReplicas", "pools.gpu.vmSize", "pools.gpu.maxCount"],
  find: ({ vllm, pools: { gpu } }) => {
    const ofNode = gpusOf(gpu.vmSize);
    if (!ofNode.known) return [];
    const gpus = ofNode.gpus * gpu.maxCount;
    const allowed = `at most ${gpus}, the GPUs of a pool of pools.gpu.maxCount (${gpu.maxCount}) nodes`;
    return unless(vllm.minReplicas <= gpus, "vllm.minReplicas", allowed);
  },
};

/** What nodes rule out. */
export const poolConflicts: readonly Conflict[] = [
  countsInOrder("cpu"),
  countsInOrder("gpu"),
  differentNames("cpu", "system"),
  differentNames("gpu", "system"),
  differentNames("gpu", "cpu"),
  sizesKnown,
  gpusInGpuPool,
  distinct("cluster.zones"),
  distinct("pools.gpu.zones"),
  nodeForEachZone,
  roomForTheZone,
  zonePoolsApart,
  withinQuotas,
  gpuForEachReplica,
];
