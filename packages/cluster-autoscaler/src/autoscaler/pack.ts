import type { Cluster, Pod } from "../cluster/cluster";
import type { NodeTemplate } from "../cluster/node-template";
import type { PodTemplate } from "../cluster/pod-template";
import { addTo, isRoom, type Amounts } from "../cluster/resources";

/** A node in thought. */
export interface Bin {
  readonly template: NodeTemplate;
  readonly used: Amounts;
  /** Those that were put there. */
  readonly pods: Pod[];
  /** Of which workloads. */
  readonly templates: Set<PodTemplate>;
  /** Whether a pod may be there, room aside. */
  admits(pod: PodTemplate): boolean;
}

/** Where pods found room in thought. */
export interface Packing {
  placed: Pod[];
  left: Pod[];
  /** Bins that were opened, in this order. */
  opened: Bin[];
}

/** A node that a pool would get: nothing is on it but its DaemonSets. */
export const newBin = (cluster: Cluster, template: NodeTemplate): Bin =>
  binOf(cluster, template, template.daemons, (pod) => cluster.admits(template, pod));

/**
 * A node in thought, beside whose pods another must bear to stand.
 *
 * @param used what is taken on it
 * @param admits whether a pod may be there, room and the other pods of the bin aside
 */
export function binOf(
  cluster: Cluster,
  template: NodeTemplate,
  used: Amounts,
  admits: (pod: PodTemplate) => boolean,
): Bin {
  const templates = new Set<PodTemplate>();
  const isBorne = (pod: PodTemplate): boolean => {
    for (const other of templates) if (!cluster.mayShareNode(pod, other)) return false;
    return true;
  };
  return { template, used: used.slice(), pods: [], templates, admits: (pod) => isBorne(pod) && admits(pod) };
}

/** Whether a pod would have room in a bin. */
export const takes = (bin: Bin, pod: PodTemplate): boolean =>
  isRoom(bin.template.allocatable, bin.used, pod.requests) && bin.admits(pod);

/**
 * Puts pods into bins in their order, each into the first with room, and opens more where there is none. Pods of one template are alike:
 * where one finds no room, none after it does, and nobody looks again at a bin that had none.
 *
 * @param open makes a further bin; none where no more may be opened
 */
export function pack(pods: readonly Pod[], bins: readonly Bin[], open: () => Bin | undefined): Packing {
  const all = [...bins];
  const firstFree = new Map<PodTemplate, number>();
  const placed: Pod[] = [];
  const left: Pod[] = [];
  for (const pod of pods) {
    const { template } = pod;
    let index = firstFree.get(template) ?? 0;
    while (index < all.length && !takes(all[index]!, template)) index++;
    if (index === all.length) {
      const fresh = open();
      if (fresh && takes(fresh, template)) all.push(fresh);
    }
    firstFree.set(template, index);
    const bin = all[index];
    if (bin) {
      addTo(bin.used, template.requests);
      bin.pods.push(pod);
      bin.templates.add(template);
      placed.push(pod);
    } else left.push(pod);
  }
  return { placed, left, opened: all.slice(bins.length) };
}
