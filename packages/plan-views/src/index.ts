/**
 * What a stack declares, read once and typed: node pools and clusters, workloads with their pod templates and probes, autoscalers,
 * disruption budgets, Services, charts, and what the stack says that it must survive. A view takes resources, of Pulumi's engine as of
 * a Plan (`resourcesOf`), and reads a property at the moment it is asked for: absent it has Kubernetes', KEDA's or Azure's own default,
 * wrong it is a `PlanValueError` that says what is allowed, unknown it throws as in Pulumi's engine, so that whoever judges says that
 * he could not.
 */
export type { Autoscaler, Trigger } from "./autoscaler";
export * from "./autoscaler-defaults";
export * from "./autoscalers";
export * from "./budgets";
export * from "./cluster";
export * from "./cron-schedule";
export { type ExposedRoute, waysInOf } from "./exposure/exposed-routes";
export { longestSilenceOf } from "./exposure/silence";
export { graceSecondsOf, killSeconds, preStopSeconds } from "./hooks";
export * from "./ignored-changes";
export * from "./images";
export * from "./intent";
export * from "./network-policies";
export { containerDefaultsOf, withDefaults } from "./limit-ranges";
export * from "./main-container";
export type { Pause } from "./pause";
export { objectsWithin } from "./nested-objects";
export * from "./plan";
export * from "./pod-template";
export * from "./pool-nodes";
export * from "./pools";
export * from "./priorities";
export * from "./probe-questions";
export * from "./probes";
export { PlanValueError, type Reader } from "./read";
export * from "./releases";
export * from "./replicated";
export * from "./resource";
export * from "./resources-of-plan";
export * from "./scalable-objects";
export * from "./scale-target";
export { selectsAt } from "./selectors";
export * from "./services";
export * from "./spread";
export type { Program } from "./shell/programs";
export { isStack, stackOf } from "./stack";
export * from "./taints";
export {
  filterKnown,
  findKnown,
  ifKnown,
  isUnknown,
  isUnreadable,
  UndecidedError,
  someKnown,
  UnknownValueError,
  unknownNamespace,
} from "./unknown";
export * from "./vertical-autoscalers";
export * from "./workloads";
