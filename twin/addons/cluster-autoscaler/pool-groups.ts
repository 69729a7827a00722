import { NodeGroup } from "@breakwater/cluster-autoscaler";
import type { Pool } from "@breakwater/plan-views";
import type { KubernetesObject } from "../../controlplane";
import { templatesOf } from "./read-cluster";

/** The groups of the pools that are autoscaled. A pool keeps its group, and what that remembers, when its bounds or labels change. */
export class PoolGroups {
  private readonly byName = new Map<string, { group: NodeGroup; pool: Pool }>();

  /** In the pools' order. */
  get all(): NodeGroup[] {
    return [...this.byName.values()].map(({ group }) => group);
  }

  poolOf({ name }: NodeGroup): Pool {
    return this.byName.get(name)!.pool;
  }

  update(pools: readonly Pool[], region: string, daemonSets: readonly KubernetesObject[]): void {
    const known = new Map(this.byName);
    this.byName.clear();
    for (const pool of pools) {
      const templates = templatesOf(pool, region, daemonSets);
      if (!pool.bounds || templates.length === 0) continue;
      const group = known.get(pool.name)?.group ?? new NodeGroup({ name: pool.name, templates, ...pool.bounds });
      Object.assign(group, { templates, ...pool.bounds });
      this.byName.set(pool.name, { group, pool });
    }
  }
}
