export { SurgePlanError } from "./plan-error";
export { chartWorkloads, readModel } from "./read-model";
export { readyAfter } from "./start-up";
export type { KilledEarly, ProbeTimes, StartUp } from "./start-up";
export type { PoolModel, ScalerModel, SurgeModel, WorkloadModel } from "./surge-model";
export { boundsOf, seriesOf } from "./read-scalers";
