import type { JsonObject, Plan } from "../plan/types";

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
}

/** Weights of the model in the store, GB: those of Qwen/Qwen3-14B in bf16. */
const weightsGb = 29.5;

/** vCPUs of a VM size: the first number in its name. */
export const vcpusOf = (vmSize: string): number => Number(/\d+/.exec(vmSize)?.[0] ?? 0);

/** Whether a VM size has GPUs: Azure's N series. */
export const hasGpus = ({ vmSize }: Pool): boolean => vmSize.startsWith("Standard_N");

/** The OS disk that AKS takes by itself, by vCPUs. https://learn.microsoft.com/azure/aks/concepts-storage */
function osDiskOf(vmSize: string): string {
  const vcpus = vcpusOf(vmSize);
  if (vcpus < 8) return "P10";
  if (vcpus < 16) return "P15";
  if (vcpus < 32) return "P20";
  return vcpus < 64 ? "P30" : "P40";
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
    };
  });
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
    ...pools.map((pool) => ({
      what: "OS disks of the nodes",
      sku: `disk/${osDiskOf(pool.vmSize)}`,
      count: nodesOf(pool),
    })),
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
  const vcpus = poolsOf(plan).reduce((sum, pool) => sum + nodesOf(pool) * vcpusOf(pool.vmSize), 0);
  const covered: Record<string, [what: string, count: number]> = {
    Containers: ["Defender for Containers, vCPUs", vcpus],
    KeyVaults: ["Defender for Key Vault", count("keyvault:Vault")],
    StorageAccounts: ["Defender for Storage", count("storage:StorageAccount")],
  };
  const defender = inputsOf(plan, "security:Pricing").flatMap(({ pricingName }) => {
    const [what, covers] = covered[String(pricingName)] ?? [`Defender for ${String(pricingName)}`, 1];
    return [{ what, sku: `defender/${String(pricingName)}`, count: covers }];
  });
  return [
    { what: "alerts on metrics", sku: "alert/metric", count: count("monitor:MetricAlert") },
    { what: "alerts on logs", sku: "alert/log", count: count("monitor:ScheduledQueryRule") },
    ...defender,
  ];
}

const inputsOf = ({ resources }: Plan, type: string): JsonObject[] =>
  resources.filter((resource) => resource.type === `azure-native:${type}`).map(({ inputs }) => inputs);
