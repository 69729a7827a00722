import { matchesLabelSelector, type LabelSelector } from "@breakwater/kubernetes-rules";

/** Which pods a constraint counts, or keeps away. */
export interface PodSelection {
  /** Of their labels; absent it selects none. */
  selector?: LabelSelector;
  /** Of these namespaces, and … */
  namespaces: readonly string[];
  /** … of those whose labels this selects; absent: of no other. */
  namespaceSelector?: LabelSelector;
}

/** What a selection looks at. */
interface SelectablePods {
  namespace: string;
  /** Of the namespace, as far as they are known; its name is among them in any case. */
  namespaceLabels: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
}

/**
 * Whether pods are among those that a selection selects (k8s.io/kubernetes v1.36, pkg/scheduler/framework, `AffinityTerm.Matches`).
 *
 * @throws SelectorError for a selector that Kubernetes refuses
 */
export function selects(
  { selector, namespaces, namespaceSelector }: PodSelection,
  { namespace, namespaceLabels, labels }: SelectablePods,
): boolean {
  const ofNamespace =
    namespaces.includes(namespace) ||
    matchesLabelSelector(namespaceSelector, { ...namespaceLabels, "kubernetes.io/metadata.name": namespace });
  return ofNamespace && matchesLabelSelector(selector, labels);
}
