export { definitions, startsAt } from "./definitions";
export type { AssumptionPath, Definition } from "./definitions";
export { AssumptionError, defaultFile, parseAssumptions, readAssumptions } from "./read-assumptions";
export type { Assumption, Assumptions } from "./read-assumptions";
