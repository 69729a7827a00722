import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, warning } from "../findings";
import type { Finding } from "../findings";
import type { PoolNeed } from "../needs/needs";
import { deployedOutputs, inSubscription, onStack, subscriptionOf } from "../situation";
import type { Situation } from "../situation";
import { capability, skuQuestion } from "../sku";
import type { Sku } from "../sku";

/** Azure writes these as numbers, and Azure CLI as texts (`transform_vm_usage_list` in azure-cli). */
const wholeNumber = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);

/** `az vm list-usage`. */
const shape = z.array(
  z.object({
    name: z.object({ value: z.string() }),
    localName: z.string(),
    currentValue: wholeNumber,
    limit: wholeNumber,
  }),
);
type Usage = z.infer<typeof shape>[number];

/** Names of the counters that are no family's: all vCPUs of a region, and those of spot VMs. */
const region = "cores";
const spot = "lowPriorityCores";

/** What pools ask of one counter of vCPUs. */
interface Demand {
  counter: string;
  /** vCPUs with all pools at their largest. */
  vcpus: number;
  /** vCPUs that upgrades of these pools add: `pulumi up` upgrades pools beside one another. */
  surge: number;
  /** `gpu1 3 × Standard_NC24ads_A100_v4`. */
  pools: string[];
}

/** Whether the subscription grants the vCPUs of all pools at their largest, by family and in all. */
export const quota = defineCheck({
  name: "quota",
  subject: "vCPU quota",
  known: ({ needs }) =>
    needs.pools.length === 0 ? [ok("The Plan has no node pool, so it needs no vCPUs.")] : undefined,
  questions: (situation) => ({
    skus: skuQuestion(situation),
    usage: {
      tool: "az",
      args: ["vm", "list-usage", "--location", situation.needs.location, ...inSubscription(situation)],
      shape,
    } as const,
  }),
  judge: (situation, { skus, usage }) =>
    demands(situation.needs.pools, skus).map((demand) =>
      judgeDemand(
        demand,
        usage.find(({ name }) => name.value.toLowerCase() === demand.counter.toLowerCase()),
        situation,
      ),
    ),
});

/** By counter. A size that the region does not have is the business of the check of sizes. */
function demands(pools: readonly PoolNeed[], skus: readonly Sku[]): Demand[] {
  const byCounter = new Map<string, Demand>();
  for (const pool of pools) {
    const sku = skus.find(({ name }) => name === pool.vmSize);
    if (!sku) continue;
    const vcpus = Number(capability(sku, "vCPUs"));
    for (const counter of pool.spot ? [spot] : [sku.family, region]) {
      const demand = byCounter.get(counter) ?? { counter, vcpus: 0, surge: 0, pools: [] };
      demand.vcpus += vcpus * pool.nodes;
      demand.surge += vcpus * pool.surgeNodes;
      demand.pools.push(`${pool.name} ${pool.nodes} × ${pool.vmSize}`);
      byCounter.set(counter, demand);
    }
  }
  return [...byCounter.values()];
}

function judgeDemand(demand: Demand, usage: Usage | undefined, situation: Situation): Finding {
  const { location, quotas } = situation.needs;
  const { counter, vcpus, surge, pools } = demand;
  const name = usage?.name.value ?? counter;
  const title = usage ? `${usage.localName} (${name})` : name;
  const need = `${vcpus} vCPUs for ${pools.join(", ")}`;
  const raise = [
    `az quota update --resource-name ${name} --limit-object value=${vcpus + surge} --resource-type dedicated`,
    `--scope /subscriptions/${subscriptionOf(situation)}/providers/Microsoft.Compute/locations/${location}`,
  ].join(" ");
  const limit = usage?.limit ?? 0;
  if (limit === 0) return problem(`${title} in ${location}: the quota is 0; the stack needs ${need}.`, raise);
  if (limit < vcpus) {
    return problem(`${title} in ${location}: the quota is ${limit}; the stack needs ${need}.`, raise);
  }
  const used = usage?.currentValue ?? 0;
  // Once it is deployed, the stack's own nodes are among those in use, and nobody can tell them apart here.
  if (limit - used < vcpus && !isDeployed(situation)) {
    return problem(
      `${title} in ${location}: of ${limit} vCPUs ${used} are in use by others; the stack needs ${need}.`,
      raise,
    );
  }
  if (limit < vcpus + surge) {
    return warning(
      `${title} in ${location}: ${limit} vCPUs do for ${need}, but not for the ${surge} more of an upgrade with all nodes there.`,
      raise,
    );
  }
  const reckoned = Object.entries(quotas).find(([family]) => family.toLowerCase() === counter.toLowerCase());
  if (reckoned !== undefined && reckoned[1] > limit) {
    const mended = JSON.stringify({ ...quotas, [reckoned[0]]: limit });
    return warning(
      `${title} in ${location}: the quota is ${limit}, but the stack's setting \`quotas\` reckons with ${reckoned[1]}.`,
      `pulumi config set quotas '${mended}' ${onStack(situation)}`,
    );
  }
  return ok(`${title} in ${location}: ${limit} vCPUs, of which the stack needs ${vcpus}.`);
}

function isDeployed(situation: Situation): boolean {
  return situation.needs.groups.some(({ urn, ofNodes }) => ofNodes && deployedOutputs(situation, urn) !== undefined);
}
