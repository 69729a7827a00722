export { emptyList, EventQueue, grown } from "./event-queue";
export type { EventKind } from "./event-queue";
export { LogNormal } from "./log-normal";
export { Quantiles } from "./quantiles";
export { Random } from "./random";
export { SlidingQuantiles } from "./sliding-quantiles";
