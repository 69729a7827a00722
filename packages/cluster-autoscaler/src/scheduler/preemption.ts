import type { Cluster, Node, Pod } from "../cluster/cluster";
import { splitByBudget } from "../cluster/disruption";
import { isAllowed, reserved } from "../cluster/fit";
import { addTo, isRoom } from "../cluster/resources";

/** A node on which a pod has room once others have left. */
export interface Preemption {
  node: Node;
  victims: readonly Pod[];
}

interface Candidate extends Preemption {
  violations: number;
}

/** Orders pods by importance, the most important first: priority, then age (pkg/scheduler/util `MoreImportantPod`). */
const byImportance = (a: Pod, b: Pod): number =>
  b.template.priority - a.template.priority || a.boundAt! - b.boundAt! || a.serial - b.serial;

/**
 * The node on which the least is lost by making room for a pod, with the pods that must go; none where that helps nowhere
 * (pkg/scheduler/framework/plugins/defaultpreemption).
 */
export function findPreemption(cluster: Cluster, pod: Pod): Preemption | undefined {
  if (!pod.template.preempts) return undefined;
  let best: Candidate | undefined;
  for (const node of cluster.nodes) {
    const candidate = victimsOn(cluster, pod, node);
    if (candidate && (!best || isLesser(candidate, best))) best = candidate;
  }
  return best;
}

/** Whether pods of lower priority are about to leave the node that the pod is meant for. */
export function isWaiting({ nominated, template }: Pod): boolean {
  if (!nominated) return false;
  for (const other of nominated.pods) if (other.deleting && other.template.priority < template.priority) return true;
  return false;
}

function victimsOn(cluster: Cluster, pod: Pod, node: Node): Candidate | undefined {
  const lower = [...node.pods].filter(({ template }) => template.priority < pod.template.priority);
  if (lower.length === 0 || !isAllowed(cluster, pod.template, node)) return undefined;
  const { allocatable } = node.template;
  const used = reserved(node, pod.template, pod).slice();
  for (const { template } of lower) addTo(used, template.requests, -1);
  if (!isRoom(allocatable, used, pod.template.requests)) return undefined;

  // All would do; spare as many as there is room for, the most important first.
  const [violating, others] = splitByBudget(cluster, lower.sort(byImportance));
  const victims: Pod[] = [];
  const spare = (victim: Pod): boolean => {
    addTo(used, victim.template.requests);
    if (isRoom(allocatable, used, pod.template.requests)) return true;
    addTo(used, victim.template.requests, -1);
    victims.push(victim);
    return false;
  };
  const violations = violating.filter((victim) => !spare(victim)).length;
  others.forEach(spare);
  return { node, victims: victims.sort(byImportance), violations };
}

/** Fewer broken budgets, then less important victims, then less importance in sum, then fewer, then younger ones. */
function isLesser(a: Candidate, b: Candidate): boolean {
  const measures: ((candidate: Candidate) => number)[] = [
    ({ violations }) => violations,
    ({ victims }) => victims[0]?.template.priority ?? -Infinity,
    // Shifted above zero, so that fewer pods of negative priority are less.
    ({ victims }) => victims.reduce((sum, { template }) => sum + template.priority + 2 ** 31, 0),
    ({ victims }) => victims.length,
    ({ victims }) => -Math.min(...victims.map(({ boundAt }) => boundAt!)),
  ];
  for (const measure of measures) {
    const difference = measure(a) - measure(b);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
