import { poolsIn } from "@breakwater/plan-views";
import { hasGpus } from "../../resources/pools";
import { isProduction, productionSettings, type ProductionStacks } from "../../production";
import type { StackRule } from "../../rule";

export const zonesInProduction: StackRule<ProductionStacks> = {
  name: "zones-in-production",
  description: "In production every pool stands in two zones or more, GPU pools in one each.",
  guardsAgainst:
    "The Cluster Autoscaler does not know zones, so that a pool over several of them may get its GPU in none.",
  severity: "high",
  tags: ["platform"],
  remediationSteps: 'Set availabilityZones on the pool to ["1", "2", "3"]; for GPUs, make one pool a zone.',
  settings: productionSettings,
  checkStack: (resources, { config, violation, notApplicable, each, gather }) => {
    const inProduction = resources.filter((resource) => isProduction(resource, config));
    const pools = gather(inProduction, (resource) => poolsIn(resource));
    if (pools.length === 0) notApplicable("no production stack with pools");
    each(pools, (pool) => {
      const { zones } = pool;
      if (zones.length === 0) violation(`Node pool "${pool.name}" stands in no availability zone`, pool.resource);
      else if (hasGpus(pool) && zones.length > 1) {
        violation(
          `Node pool "${pool.name}" has GPUs over the zones ${zones.join(", ")}: make one pool a zone`,
          pool.resource,
        );
      } else if (!hasGpus(pool) && zones.length === 1) {
        violation(`Node pool "${pool.name}" stands in the zone ${zones[0]} only`, pool.resource);
      }
    });
  },
};
