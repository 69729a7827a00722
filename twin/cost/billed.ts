import { findVmSize, isGpuSeries, osDiskOf, vcpusOf } from "@breakwater/azure-sizes";
import {
  clustersOf,
  declaredDefenderPlans,
  isCluster,
  ofType,
  type DeclaredPool,
  poolsOf,
  type Properties,
  type Resource,
} from "@breakwater/plan-views";

/** Something of a Plan that is billed by the time for which it stands. */
export interface Billed {
  /** In words, for example `GPU nodes`. */
  what: string;
  /** The price list's name of it. */
  sku: string;
  count: number;
}

/** Weights of the model in the store, GB: those of Qwen/Qwen3-14B in bf16. */
const weightsGb = 29.5;

/** Whether a pool's nodes have GPUs. */
export const hasGpus = ({ vmSize }: DeclaredPool): boolean => isGpuSeries(vmSize);

/** What a pool's OS disks are in the price list; nothing for those on the host, which are free. */
function osDisksOf({ vmSize, osDiskGiB, osDiskType }: DeclaredPool, nodes: number): Billed[] {
  const what = "OS disks of the nodes";
  const size = findVmSize(vmSize);
  // Which disk AKS chooses is not known: such a row has no price.
  if (!size.known) return [{ what, sku: `disk of ${vmSize}`, count: nodes }];
  const disk = osDiskOf(size, { gib: osDiskGiB, type: osDiskType });
  return disk.kind === "ephemeral" ? [] : [{ what, sku: `disk/${disk.tier}`, count: nodes }];
}

/**
 * What a Plan declares that is billed by time; what is alike is added up.
 *
 * @param nodesOf how many nodes of a pool stand
 */
export function billed(resources: readonly Resource[], nodesOf: (pool: DeclaredPool) => number): Billed[] {
  const rows = [
    ...clusterRows(resources, nodesOf),
    ...network(resources),
    ...stores(resources),
    ...watching(resources, nodesOf),
  ];
  const sums = new Map<string, Billed>();
  for (const row of rows) {
    const key = `${row.what} ${row.sku}`;
    sums.set(key, { ...row, count: row.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()].filter(({ count }) => count > 0);
}

function clusterRows(resources: readonly Resource[], nodesOf: (pool: DeclaredPool) => number): Billed[] {
  const pools = poolsOf(resources);
  return [
    ...clustersOf(resources).map(({ tier }) => ({ what: "AKS control plane", sku: `aks/${tier}`, count: 1 })),
    ...pools.map((pool) => ({
      // A cluster's first pool, which stands inside of it, is one of the system's.
      what: hasGpus(pool) ? "GPU nodes" : isCluster(pool.resource) ? "system nodes" : "CPU nodes",
      sku: pool.vmSize,
      count: nodesOf(pool),
    })),
    ...pools.flatMap((pool) => osDisksOf(pool, nodesOf(pool))),
  ];
}

function network(resources: readonly Resource[]): Billed[] {
  const count = (type: string) => propsOf(resources, type).length;
  const clusters = clustersOf(resources).length;
  return [
    { what: "load balancer, with up to five rules", sku: "load-balancer", count: clusters },
    { what: "public addresses", sku: "public-ip/Standard", count: clusters + count("network:PublicIPAddress") },
    { what: "NAT gateway", sku: "nat-gateway", count: count("network:NatGateway") },
    { what: "private endpoints", sku: "private-endpoint", count: count("network:PrivateEndpoint") },
    { what: "private DNS zones", sku: "private-dns-zone", count: count("privatedns:PrivateZone") },
  ];
}

function stores(resources: readonly Resource[]): Billed[] {
  const skuOf = ({ sku }: Properties) => String(sku?.name ?? sku);
  return [
    ...propsOf(resources, "containerregistry:Registry").map((input) => ({
      what: "registry",
      sku: `acr/${skuOf(input)}`,
      count: 1,
    })),
    ...propsOf(resources, "redisenterprise:RedisEnterprise").map((input) => ({
      what: "Managed Redis, nodes",
      sku: `redis/${skuOf(input)}`,
      count: input.highAvailability === "Enabled" ? 2 : 1,
    })),
    ...propsOf(resources, "servicebus:Namespace").map((input) => ({
      what: "Service Bus",
      sku: `servicebus/${skuOf(input)}`,
      count: Number(input.sku?.capacity ?? 1),
    })),
    ...propsOf(resources, "storage:StorageAccount").map((input) => ({
      what: "weights, GB",
      sku: `blob/${skuOf(input)}`,
      count: weightsGb,
    })),
  ];
}

function watching(resources: readonly Resource[], nodesOf: (pool: DeclaredPool) => number): Billed[] {
  const count = (type: string) => propsOf(resources, type).length;
  const sizes = poolsOf(resources).map((pool) => ({ size: vcpusOf(pool.vmSize), nodes: nodesOf(pool) }));
  const vcpus = sizes.reduce((sum, { size, nodes }) => sum + (size.known ? nodes * size.vcpus : 0), 0);
  const uncounted = sizes.flatMap(({ size, nodes }) => (size.known ? [] : [{ vmSize: size.vmSize, nodes }]));
  const covered: Record<string, [what: string, count: number]> = {
    Containers: ["Defender for Containers, vCPUs", vcpus],
    KeyVaults: ["Defender for Key Vault", count("keyvault:Vault")],
    StorageAccounts: ["Defender for Storage", count("storage:StorageAccount")],
  };
  // Ours are the subscription's and no resources; another program may declare one.
  const plans = new Set([
    ...declaredDefenderPlans(resources).map(({ name }) => name),
    ...propsOf(resources, "security:Pricing")
      .filter(({ pricingTier }) => pricingTier !== "Free")
      .map(({ pricingName }) => String(pricingName)),
  ]);
  const defender = [...plans].flatMap((plan) => {
    const [what, covers] = covered[plan] ?? [`Defender for ${plan}`, 1];
    const row = { what, sku: `defender/${plan}`, count: covers };
    if (plan !== "Containers") return [row];
    // Nodes whose vCPUs are not known are a row without a price.
    return [row, ...uncounted.map(({ vmSize, nodes }) => ({ what, sku: `vCPUs of ${vmSize}`, count: nodes }))];
  });
  return [
    { what: "alerts on metrics", sku: "alert/metric", count: count("monitor:MetricAlert") },
    { what: "alerts on logs", sku: "alert/log", count: count("monitor:ScheduledQueryRule") },
    ...defender,
  ];
}

const propsOf = (resources: readonly Resource[], type: string): Properties[] =>
  ofType(resources, `azure-native:${type}`).map(({ props }) => props);
