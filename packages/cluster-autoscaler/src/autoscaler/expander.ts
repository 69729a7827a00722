import type { Pod } from "../cluster/cluster";
import { cpuIndex, memoryIndex } from "../cluster/resources";
import type { NodeGroup } from "./node-group";
import type { Bin } from "./pack";
import type { Expander } from "./profile";

/** Draws a number from 0 to 1, 1 excluded. */
export type Random = () => number;

/** What a pool would do for the pending pods. */
export interface Option {
  group: NodeGroup;
  /** Pools that would do it alike, without `group` itself. */
  similar: readonly NodeGroup[];
  /** The new nodes with their pods. */
  bins: readonly Bin[];
  pods: readonly Pod[];
}

/** The option that is taken: of several best ones it draws one (cluster-autoscaler/expander: random, waste, mostpods). */
export function choose(options: readonly Option[], expander: Expander, random: Random): Option | undefined {
  const scores = options.map((option) => scoreOf(option, expander));
  const highest = Math.max(...scores);
  const best = options.filter((_, index) => scores[index] === highest);
  return best.length > 1 ? best[Math.floor(random() * best.length)] : best[0];
}

function scoreOf(option: Option, expander: Expander): number {
  switch (expander) {
    case "least-waste":
      return -wasteOf(option);
    case "most-pods":
      return option.pods.length;
    case "random":
      return 0;
    default:
      return expander satisfies never;
  }
}

/**
 * Share of the new machines' CPU plus share of their memory that these pods would leave over; what AKS keeps and what DaemonSets use is left over too
 * (cluster-autoscaler-1.35.2, cluster-autoscaler/expander/waste/waste.go).
 */
function wasteOf({ bins, pods }: Option): number {
  const share = (resource: number): number => {
    const offered = bins.reduce((sum, { template }) => sum + template.capacity[resource]!, 0);
    const asked = pods.reduce((sum, { template }) => sum + template.requests[resource]!, 0);
    return offered === 0 ? 0 : (offered - asked) / offered;
  };
  return share(cpuIndex) + share(memoryIndex);
}
