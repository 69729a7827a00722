/**
 * A surge against a Plan, simulated. Only what others need of it stands here; its report is a room of its own, since whoever
 * compares two surges shows none.
 */
export { readAssumptions } from "./assumptions";
export type { Assumptions } from "./assumptions";
export type { ComparisonName } from "./compare";
export { SurgePlanError } from "./model";
export type { SurgeOutcome } from "./outcome";
export { simulateSurge, trafficNamed } from "./simulate-surge";
export { defaultTraffic, namedTraffic, readTraffic } from "./traffic";
