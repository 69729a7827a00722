/**
 * Kubernetes' own rules, as pure functions on the plain objects of a manifest: what a quantity amounts to, what a pod asks of its node, what
 * a selector selects, which taints a pod tolerates, how many pods a disruption budget keeps, what the Pod Security Standards refuse. All of
 * it is held to Kubernetes' own code by vectors recorded from it (`testing/README.md`). What Kubernetes would refuse is a `QuantityError`, a
 * `SelectorError` or a `PodCountError`, which name what is wrong.
 */
export { disruptionsAllowed } from "./disruption/disruptions-allowed";
export { budgetedPods, podsKept, PodCountError, type PodCount } from "./disruption/pod-count";
export type { PodSecurityFault } from "./pod-security/check";
export { podSecurityOf, type NamespacePolicy } from "./pod-security/namespace-policy";
export type { SecuredPod } from "./pod-security/pod";
export {
  checksAt,
  containersOfPod,
  newestPodSecurity,
  podItself,
  volumesOfPod,
  type PodPart,
} from "./pod-security/pod-security";
export { Quantity, QuantityError, type QuantityText } from "./quantity/quantity";
export { readQuantities, type Quantities, type ResourceAmounts } from "./requests/amounts";
export { autoscalerRequest } from "./requests/autoscaler-request";
export {
  containerRequests,
  isSidecar,
  podRequests,
  type PodResources,
  type ResourceRequirements,
} from "./requests/pod-requests";
export {
  formatLabelSelector,
  isEmptySelector,
  matchesLabelSelector,
  matchesServiceSelector,
  type LabelSelector,
} from "./selection/label-selector";
export {
  choosesNode,
  requiresLabel,
  type NodeChoice,
  type NodeSelector,
  type NodeSelectorTerm,
} from "./selection/node-selector";
export { spreadCounts } from "./selection/spread-selector";
export { SelectorError } from "./selection/selector-error";
export { toleratesTaint, toleratesTaints, type Taint, type Toleration } from "./selection/taints";
