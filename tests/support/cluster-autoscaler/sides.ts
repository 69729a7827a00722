import type {
  AutoscalerProfile,
  Cluster,
  Instance,
  Node,
  NodeGroup,
  Pod,
  PodTemplate,
  ScanResult,
} from "@breakwater/cluster-autoscaler";
import { ClusterAutoscaler } from "@breakwater/cluster-autoscaler";
import type { Scene } from "./scene";

/** The model of a cluster as one of those who run the Cluster Autoscaler has it. */
export interface Side {
  readonly groups: readonly NodeGroup[];
  readonly profile: AutoscalerProfile;
  /** Reads what stands where anew. */
  read(scene: Scene, now: number): { cluster: Cluster; names: ReadonlyMap<Pod, string> };
}

/** What one scan came to, in words that both sides share. */
export interface Decisions {
  requested: { group: string; pods: string[] }[];
  abandoned: string[];
  draining: string[];
  limits: string[];
  refusals: string[];
}

/** The Cluster Autoscaler at work on one side's model, with chance that is the same on every side. */
export class Player {
  readonly core: ClusterAutoscaler;
  private chance = 7;

  constructor(readonly side: Side) {
    this.core = new ClusterAutoscaler({
      groups: side.groups,
      profile: side.profile,
      provisionSeconds: () => 0,
      random: () => (this.chance = (this.chance * 16807) % 2147483647) / 2147483647,
    });
  }

  /** One scan of a scene; what it asked for is there at once. */
  scan(scene: Scene, now: number): Decisions {
    const { cluster, names } = this.side.read(scene, now);
    const result = this.core.scan(now, cluster);
    for (const instance of result.requested) instance.group.arrived(instance);
    for (const node of result.draining) this.core.removed(node);
    return decisionsOf(result, names);
  }

  /** The pod templates of a scene, by the names of pods. */
  templates(scene: Scene): Map<string, { template: PodTemplate; cluster: Cluster }> {
    const { cluster, names } = this.side.read(scene, 0);
    return new Map([...names].map(([{ template }, name]) => [name, { template, cluster }]));
  }
}

function decisionsOf(
  { requested, abandoned, draining, limits, refusals }: ScanResult,
  names: ReadonlyMap<Pod, string>,
): Decisions {
  const named = (pods: readonly Pod[]): string[] => pods.map((pod) => names.get(pod)!);
  return {
    requested: requested.map(({ group, pods }: Instance) => ({ group: group.name, pods: named(pods) })),
    abandoned: abandoned.map(({ group }) => group.name),
    draining: draining.map(({ name }: Node) => name),
    limits: limits.map(({ group, reason }) => `${group.name}: ${reason}`),
    refusals: refusals.map(({ pods, reason }) => {
      const limited = reason.kind === "limits" ? reason.limits.map(({ group }) => group.name) : [];
      return [reason.kind, ...limited, ...named(pods)].join(" ");
    }),
  };
}
