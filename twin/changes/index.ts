/** What changed of which resource, property by property. */
export { diffValues, inPlanOrder, secretChange } from "./changes";
export type { Action, Change, PropertyChange } from "./changes";
export { changesText, describeProperty, shortType, summary } from "./changes-text";
export { isAtOrBelow, pathSteps, valueAt, withValueAt } from "./paths";
export { kubernetesReplaces } from "./kubernetes-replacement";
