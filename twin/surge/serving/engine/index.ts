export type { MeasuredSteps } from "./measured-steps";
export { defaultScheduler } from "./scheduler";
export type { SchedulerOptions } from "./scheduler";
export { measuredStepTimes, StepTimes } from "./step-times";
export { VllmReplica } from "./vllm-replica";
export type { EngineRequest, EngineUsage, VllmReplicaOptions } from "./vllm-replica";
export { kvCacheTokens, modelShapes, weightBytes } from "./model-shape";
export type { ModelShape } from "./model-shape";
export { scaledStepTimes } from "./scaled-steps";
