export type { MeasuredSteps } from "./measured-steps";
export { defaultScheduler } from "./scheduler";
export type { SchedulerOptions } from "./scheduler";
export { measuredStepTimes, StepTimes } from "./step-times";
export { VllmReplica } from "./vllm-replica";
export type { EngineUsage } from "./vllm-replica";
export { kvCacheTokens, modelShapes } from "./model-shape";
export { scaledStepTimes } from "./scaled-steps";
