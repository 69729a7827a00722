export { SurgePlanError } from "./plan-error";
export { readModel } from "./read-model";
export { readyAfter } from "./start-up";
export type { PoolModel, SurgeModel, WorkloadModel } from "./surge-model";
export { boundsOf, seriesOf } from "./read-scalers";
