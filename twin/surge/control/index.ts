/*
 * Control of the simulated cluster: who decides how many pods and nodes there are, and where each pod stands. Every part is a
 * state machine in virtual time; whoever runs the simulation calls it when its time has come and carries out what it decides.
 */
export { ClusterAutoscaler } from "./cluster-autoscaler/autoscaler";
export type { ClusterAutoscalerArgs, Limit, ScanResult } from "./cluster-autoscaler/autoscaler";
export { NodeGroup } from "./cluster-autoscaler/node-group";
export type { Instance } from "./cluster-autoscaler/node-group";
export { readProfile } from "./cluster-autoscaler/profile";
export type { AutoscalerProfile } from "./cluster-autoscaler/profile";
export { HpaController, syncPeriod } from "./hpa/controller";
export type { HpaCondition, HpaConditions, SyncInput, SyncResult } from "./hpa/controller";
export type { HpaPod, PodValues } from "./hpa/pods";
export type { MetricsReader } from "./hpa/replicas";
export { readHpaSpec } from "./hpa/spec";
export type { HpaSpec, MetricSpec } from "./hpa/spec";
export { InputError } from "../checked";
export { KedaController } from "./keda/controller";
export type { KedaInput, PollResult } from "./keda/controller";
export { readScaledObject } from "./keda/scaled-object";
export type { ScaledObjectSpec } from "./keda/scaled-object";
export type { ExternalTrigger } from "./keda/triggers";
export { thousandths } from "./quantity";
export { Cluster } from "./scheduler/cluster";
export type { Node, Pod } from "./scheduler/cluster";
export { allowedDisruptions } from "./scheduler/disruption";
export { nodeTemplates } from "./scheduler/node-template";
export type { NodeTemplate } from "./scheduler/node-template";
export { podTemplateOf } from "./scheduler/pod-template";
export type { DisruptionBudget, PodTemplate, PodTemplateInput } from "./scheduler/pod-template";
export { amountsOf } from "./scheduler/resources";
export type { Amounts } from "./scheduler/resources";
export { Scheduler } from "./scheduler/scheduler";
export type { SchedulingResult } from "./scheduler/scheduler";
