import { isEmptySelector, matchesLabelSelector, type LabelSelector } from "./label-selector";
import type { Labels } from "./requirement";

/** Which pods a topology spread constraint counts. */
export interface SpreadSelector {
  labelSelector?: LabelSelector | null;
  /** Labels of which a counted pod has the same values as the pod itself, such as `pod-template-hash`. */
  matchLabelKeys?: readonly string[] | null;
}

/**
 * Whether a spread constraint of a pod counts another pod of its namespace (k8s.io/kubernetes v1.36.3,
 * pkg/scheduler/framework/plugins/podtopologyspread/common.go). A selector that is not set counts no pod, and neither does an empty one:
 * `countPodsMatchSelector` gives 0 for it, unlike everywhere else. Labels of `matchLabelKeys` that the pod itself lacks are passed over.
 *
 * @param own labels of the pod that has the constraint
 * @param labels of the pod that may be counted
 * @throws SelectorError for a selector that Kubernetes refuses
 */
export function spreadCounts({ labelSelector, matchLabelKeys }: SpreadSelector, own: Labels, labels: Labels): boolean {
  const selects = matchesLabelSelector(labelSelector, labels);
  const same = (matchLabelKeys ?? []).filter((key) => Object.hasOwn(own, key));
  if (same.length === 0 && isEmptySelector(labelSelector ?? {})) return false;
  // A pod has its own labels, whose values need not be known.
  return selects && (own === labels || same.every((key) => own[key] === labels[key]));
}
