import { defineCheck } from "../check";
import { ok, problem } from "../findings";
import type { Finding } from "../findings";
import type { PoolNeed } from "../needs/needs";
import { onStack } from "../situation";
import type { Situation } from "../situation";
import { capability, skuQuestion } from "../sku";
import type { Sku } from "../sku";

/** Whether the region has the pools' VM sizes, in their zones, for this subscription. */
export const vmSizes = defineCheck({
  name: "vm-sizes",
  subject: "VM sizes of the region",
  known: ({ needs }) => (needs.pools.length === 0 ? [ok("The Plan has no node pool, so no VM size.")] : undefined),
  questions: (situation) => ({ skus: skuQuestion(situation) }),
  judge: (situation, { skus }) => {
    const { pools, location } = situation.needs;
    const findings = pools.flatMap((pool) =>
      judgePool(
        pool,
        skus.find(({ name }) => name === pool.vmSize),
        situation,
      ),
    );
    const sizes = [...new Set(pools.map(({ vmSize }) => vmSize))];
    return findings.length > 0
      ? findings
      : [ok(`${location} has ${sizes.join(", ")} in all zones that the pools ask for.`)];
  },
});

function judgePool(pool: PoolNeed, sku: Sku | undefined, situation: Situation): Finding[] {
  const { location } = situation.needs;
  const asked = `${pool.vmSize} for pool ${pool.name}`;
  const elsewhere = `az vm list-skus --size ${pool.vmSize} --query "[].locations[0]" --output tsv`;
  if (!sku) {
    return [problem(`${location} does not have ${asked}. Regions that do are printed by:`, elsewhere)];
  }
  if (sku.restrictions.some(({ type }) => type === "Location")) {
    return [
      problem(
        `${location} has ${asked}, but not for this subscription (${sku.restrictions[0]!.reasonCode}). A support request may lift that; regions without the restriction are printed by:`,
        elsewhere,
      ),
    ];
  }
  return [...judgeZones(pool, sku, situation), ...judgeEncryption(pool, sku)];
}

function judgeZones(pool: PoolNeed, sku: Sku, situation: Situation): Finding[] {
  const { location } = situation.needs;
  const restricted = sku.restrictions.flatMap(({ type, restrictionInfo }) =>
    type === "Zone" ? (restrictionInfo.zones ?? []) : [],
  );
  const open = (sku.locationInfo.find((info) => info.location.toLowerCase() === location)?.zones ?? [])
    .filter((zone) => !restricted.includes(zone))
    .sort();
  const missing = pool.zones.filter((zone) => !open.includes(zone));
  if (missing.length === 0) return [];
  const has = open.length > 0 ? `it has it in ${list(open)}` : "it has it in no zone";
  const what = `${location} does not have ${pool.vmSize} in ${list(missing)} for pool ${pool.name}; ${has}.`;
  // The configuration's `zones` are those of the other pools: GPUs are in fewer zones, and have a setting of their own.
  if (capability(sku, "GPUs") !== undefined) {
    return [
      problem(`${what} The setting is pools.gpu.zones in stacks/; then look at what changes:`, preview(situation)),
    ];
  }
  const zones = pool.zones.filter((zone) => open.includes(zone));
  return [problem(what, `pulumi config set zones '${JSON.stringify(zones)}' ${onStack(situation)}`)];
}

function preview({ needs }: Situation): string {
  return `npx breakwater plan --stack ${needs.stack}`;
}

function judgeEncryption(pool: PoolNeed, sku: Sku): Finding[] {
  if (!pool.encryptionAtHost || capability(sku, "EncryptionAtHostSupported") === "True") return [];
  return [problem(`Pool ${pool.name} asks for encryption at host, which ${pool.vmSize} does not have.`)];
}

function list(zones: readonly string[]): string {
  return `zone${zones.length === 1 ? "" : "s"} ${zones.join(", ")}`;
}
