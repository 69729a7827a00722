export { composeBackend } from "./backend";
export { ProgramError } from "./errors";
export type { Failure } from "./errors";
export { runProgram } from "./run-program";
export type { RunOptions } from "./run-program";
export { admittedBy, simulatedPackages } from "./simulated";
export type { Backend, ResourceRequest, ResourceResult } from "./types";
