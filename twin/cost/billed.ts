import { findVmSize, isGpuSeries, osDiskOf, type OsDiskSettings, vcpusOf } from "@breakwater/azure-sizes";
import type { JsonObject, Plan } from "../plan";

/** Something of a Plan that is billed by the time for which it stands. */
export interface Billed {
  /** In words, for example `GPU nodes`. */
  what: string;
  /** The price list's name of it. */
  sku: string;
  count: number;
}

/** A node pool, as far as its price goes. */
export interface Pool {
  name: string;
  vmSize: string;
  /** Nodes at creation. */
  count: number;
  /** Bounds of the autoscaler; both the count where there is none. */
  minCount: number;
  maxCount: number;
  /** What it says of its nodes' OS disks; the rest is AKS' choice. */
  osDisk: OsDiskSettings;
}

/** Weights of the model in the store, GB: those of Qwen/Qwen3-14B in bf16. */
const weightsGb = 29.5;

/** Whether a pool's nodes have GPUs. */
export const hasGpus = ({ vmSize }: Pool): boolean => isGpuSeries(vmSize);

/** What a pool's OS disks are in the price list; nothing for those on the host, which are free. */
function osDisksOf({ vmSize, osDisk }: Pool, nodes: number): Billed[] {
  const what = "OS disks of the nodes";
  const size = findVmSize(vmSize);
  // Which disk AKS chooses is not known: such a row has no price.
  if (!size.known) return [{ what, sku: `disk of ${vmSize}`, count: nodes }];
  const disk = osDiskOf(size, osDisk);
  return disk.kind === "ephemeral" ? [] : [{ what, sku: `disk/${disk.tier}`, count: nodes }];
}

/** Every pool of a Plan, the cluster's own first. */
export function poolsOf(plan: Plan): Pool[] {
  const inline = inputsOf(plan, "containerservice:ManagedCluster").flatMap(
    ({ agentPoolProfiles }) => (agentPoolProfiles ?? []) as JsonObject[],
  );
  return [...inline, ...inputsOf(plan, "containerservice:AgentPool")].map((inputs) => {
    const count = Number(inputs.count ?? inputs.minCount ?? 1);
    return {
      name: String(inputs.agentPoolName ?? inputs.name),
      vmSize: String(inputs.vmSize),
      count,
      minCount: Number(inputs.minCount ?? count),
      maxCount: Number(inputs.maxCount ?? count),
      osDisk: osDiskSettings(inputs),
    };
  });
}

function osDiskSettings({ osDiskSizeGB, osDiskType }: JsonObject): OsDiskSettings {
  return {
    ...(typeof osDiskSizeGB === "number" && { gib: osDiskSizeGB }),
    ...((osDiskType === "Managed" || osDiskType === "Ephemeral") && { type: osDiskType }),
  };
}

/**
 * What a Plan declares that is billed by time; what is alike is added up.
 *
 * @param nodesOf how many nodes of a pool stand
 */
export function billed(plan: Plan, nodesOf: (pool: Pool) => number): Billed[] {
  const rows = [...cluster(plan, nodesOf), ...network(plan), ...stores(plan), ...watching(plan, nodesOf)];
  const sums = new Map<string, Billed>();
  for (const row of rows) {
    const key = `${row.what} ${row.sku}`;
    sums.set(key, { ...row, count: row.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()].filter(({ count }) => count > 0);
}

function cluster(plan: Plan, nodesOf: (pool: Pool) => number): Billed[] {
  const pools = poolsOf(plan);
  const tiers = inputsOf(plan, "containerservice:ManagedCluster").map(
    ({ sku }) => (sku as JsonObject | undefined)?.tier,
  );
  return [
    ...tiers.map((tier) => ({ what: "AKS control plane", sku: `aks/${String(tier ?? "Free")}`, count: 1 })),
    ...pools.map((pool, place) => ({
      what: hasGpus(pool) ? "GPU nodes" : place === 0 ? "system nodes" : "CPU nodes",
      sku: pool.vmSize,
      count: nodesOf(pool),
    })),
    ...pools.flatMap((pool) => osDisksOf(pool, nodesOf(pool))),
  ];
}

function network(plan: Plan): Billed[] {
  const count = (type: string) => inputsOf(plan, type).length;
  const clusters = count("containerservice:ManagedCluster");
  return [
    { what: "load balancer, with up to five rules", sku: "load-balancer", count: clusters },
    { what: "public addresses", sku: "public-ip/Standard", count: clusters + count("network:PublicIPAddress") },
    { what: "NAT gateway", sku: "nat-gateway", count: count("network:NatGateway") },
    { what: "private endpoints", sku: "private-endpoint", count: count("network:PrivateEndpoint") },
    { what: "private DNS zones", sku: "private-dns-zone", count: count("privatedns:PrivateZone") },
  ];
}

function stores(plan: Plan): Billed[] {
  const skuOf = ({ sku }: JsonObject) => String((sku as JsonObject | undefined)?.name ?? sku);
  return [
    ...inputsOf(plan, "containerregistry:Registry").map((input) => ({
      what: "registry",
      sku: `acr/${skuOf(input)}`,
      count: 1,
    })),
    ...inputsOf(plan, "redisenterprise:RedisEnterprise").map((input) => ({
      what: "Managed Redis, nodes",
      sku: `redis/${skuOf(input)}`,
      count: input.highAvailability === "Enabled" ? 2 : 1,
    })),
    ...inputsOf(plan, "servicebus:Namespace").map((input) => ({
      what: "Service Bus",
      sku: `servicebus/${skuOf(input)}`,
      count: Number((input.sku as JsonObject).capacity ?? 1),
    })),
    ...inputsOf(plan, "storage:StorageAccount").map((input) => ({
      what: "weights, GB",
      sku: `blob/${skuOf(input)}`,
      count: weightsGb,
    })),
  ];
}

function watching(plan: Plan, nodesOf: (pool: Pool) => number): Billed[] {
  const count = (type: string) => inputsOf(plan, type).length;
  const sizes = poolsOf(plan).map((pool) => ({ size: vcpusOf(pool.vmSize), nodes: nodesOf(pool) }));
  const vcpus = sizes.reduce((sum, { size, nodes }) => sum + (size.known ? nodes * size.vcpus : 0), 0);
  const uncounted = sizes.flatMap(({ size, nodes }) => (size.known ? [] : [{ vmSize: size.vmSize, nodes }]));
  const covered: Record<string, [what: string, count: number]> = {
    Containers: ["Defender for Containers, vCPUs", vcpus],
    KeyVaults: ["Defender for Key Vault", count("keyvault:Vault")],
    StorageAccounts: ["Defender for Storage", count("storage:StorageAccount")],
  };
  const defender = inputsOf(plan, "security:Pricing").flatMap(({ pricingName }) => {
    const [what, covers] = covered[String(pricingName)] ?? [`Defender for ${String(pricingName)}`, 1];
    const row = { what, sku: `defender/${String(pricingName)}`, count: covers };
    if (pricingName !== "Containers") return [row];
    // Nodes whose vCPUs are not known are a row without a price.
    return [row, ...uncounted.map(({ vmSize, nodes }) => ({ what, sku: `vCPUs of ${vmSize}`, count: nodes }))];
  });
  return [
    { what: "alerts on metrics", sku: "alert/metric", count: count("monitor:MetricAlert") },
    { what: "alerts on logs", sku: "alert/log", count: count("monitor:ScheduledQueryRule") },
    ...defender,
  ];
}

const inputsOf = ({ resources }: Plan, type: string): JsonObject[] =>
  resources.filter((resource) => resource.type === `azure-native:${type}`).map(({ inputs }) => inputs);
