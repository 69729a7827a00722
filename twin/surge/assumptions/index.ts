export { definitions } from "./definitions";
export type { AssumptionPath } from "./definitions";
export { AssumptionError, defaultFile, parseAssumptions, readAssumptions } from "./read-assumptions";
export type { Assumptions } from "./read-assumptions";
