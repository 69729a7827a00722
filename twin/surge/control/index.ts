/*
 * Control of the simulated cluster: who decides how many pods and nodes there are, and where each pod stands. Every part is a
 * state machine in virtual time; whoever runs the simulation calls it when its time has come and carries out what it decides. The Cluster
 * Autoscaler, and the cluster that it shares with the scheduler, are `@breakwater/cluster-autoscaler`.
 */
export { HpaController, syncPeriod } from "./hpa/controller";
export type { HpaPod } from "./hpa/pods";
export type { MetricsReader } from "./hpa/replicas";
export { readHpaSpec } from "./hpa/spec";
export type { HpaSpec } from "./hpa/spec";
export { InputError } from "../../files/input";
export { KedaController } from "./keda/controller";
export type { KedaInput } from "./keda/controller";
export { readScaledObject } from "./keda/scaled-object";
export type { ScaledObjectSpec } from "./keda/scaled-object";
export type { ExternalTrigger } from "./keda/triggers";
