/**
 * Kubernetes' own rules, as pure functions on the plain objects of a manifest: what a quantity amounts to, what a pod asks of its node, what
 * a selector selects, which taints a pod tolerates. Every one is held to Kubernetes' own code by vectors recorded from it
 * (`testing/README.md`). What Kubernetes would refuse is a `QuantityError` or a `SelectorError`, which name what is wrong.
 */
export { Quantity, QuantityError, type QuantityText } from "./quantity/quantity";
export type { QuantityFormat } from "./quantity/notation";
export { addAmounts, largerAmounts, readQuantities, type Quantities, type ResourceAmounts } from "./requests/amounts";
export { autoscalerRequest } from "./requests/autoscaler-request";
export {
  containerRequests,
  isSidecar,
  podRequests,
  type ContainerResources,
  type PodResources,
  type ResourceRequirements,
} from "./requests/pod-requests";
export {
  formatLabelSelector,
  hasLabels,
  matchesLabelSelector,
  matchesServiceSelector,
  type LabelSelector,
} from "./selection/label-selector";
export {
  choosesNode,
  matchesNodeSelector,
  requiresLabel,
  type NodeChoice,
  type NodeSelector,
  type NodeSelectorTerm,
  type SelectableNode,
} from "./selection/node-selector";
export { meetsRequirement, type Labels, type Requirement } from "./selection/requirement";
export { SelectorError } from "./selection/selector-error";
export { toleratesTaint, toleratesTaints, untoleratedTaint, type Taint, type Toleration } from "./selection/taints";
