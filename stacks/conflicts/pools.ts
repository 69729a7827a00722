import { findVmSize, gpusOf, hasZones, isSameFamily, ofFamily } from "@breakwater/azure-sizes";
import type { Settings } from "../schema";
import { type Conflict, type Finding, unless } from "./conflict";
import { nodeCountPaths, nodesOf, poolKinds } from "./node-counts";

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

const distinct = (path: "cluster.zones" | "pools.gpu.zones"): Conflict => ({
  reads: [path],
  find: ({ cluster, pools }) => {
    const { zones } = path === "cluster.zones" ? cluster : pools.gpu;
    return unless(new Set(zones).size === zones.length, path, "without a zone named twice");
  },
});

const zonesOfTheRegion = (path: "cluster.zones" | "pools.gpu.zones"): Conflict => ({
  reads: ["location", path],
  find: ({ location, cluster, pools }) => {
    const { zones } = path === "cluster.zones" ? cluster : pools.gpu;
    const none = `empty in location ${location}, which has no availability zones`;
    return unless(zones.length === 0 || hasZones(location) !== false, path, none);
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
    [...demandOfFullPools(settings)].flatMap(([family, demand]) => beyondQuota(settings, family, demand)),
};

/** What pools ask of the vCPUs of a VM family. */
interface Demand {
  vcpus: number;
  /** How they come about: `pools.cpu 27 nodes of 8`. */
  parts: string[];
}

/** By VM family, with all pools at their largest and the nodes that an upgrade adds. A size that is not known is refused as such. */
function demandOfFullPools(settings: Settings): Map<string, Demand> {
  const byFamily = new Map<string, Demand>();
  for (const kind of poolKinds) {
    const size = findVmSize(settings.pools[kind].vmSize);
    if (!size.known) continue;
    const nodes = nodesOf(settings, kind);
    const demand = byFamily.get(size.quotaFamily) ?? { vcpus: 0, parts: [] };
    demand.vcpus += size.vcpus * nodes;
    demand.parts.push(`pools.${kind} ${nodes} nodes of ${size.vcpus}`);
    byFamily.set(size.quotaFamily, demand);
  }
  return byFamily;
}

/** The way round stands in the message, because whoever raises a pool's maximum meets this rule first. */
function beyondQuota({ quotas }: Settings, family: string, { vcpus, parts }: Demand): Finding[] {
  const written = Object.keys(quotas).find((name) => isSameFamily(name, family)) ?? family;
  const allowed = `at least ${vcpus}, the vCPUs of full pools during an upgrade (${parts.join(", ")})`;
  const way = `where Azure grants them: pulumi config set --path ${quotaPath(written)} ${vcpus}`;
  return unless((ofFamily(quotas, family) ?? 0) >= vcpus, `quotas.${written}`, `${allowed}; ${way}`);
}

/** A family in the form of Pulumi's paths: some have blanks in their names. */
const quotaPath = (family: string): string => (/^\w+$/.test(family) ? `quotas.${family}` : `'quotas["${family}"]'`);

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
  distinct("cluster.zones"),
  distinct("pools.gpu.zones"),
  zonesOfTheRegion("cluster.zones"),
  zonesOfTheRegion("pools.gpu.zones"),
  nodeForEachZone,
  roomForTheZone,
  zonePoolsApart,
  withinQuotas,
  gpuForEachReplica,
];
