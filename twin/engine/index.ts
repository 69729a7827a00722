export { composeBackend, packageOf } from "./backend";
export { ProgramError, ProjectError } from "./errors";
export type { Failure } from "./errors";
export { findProject, readProject } from "./project";
export type { Project } from "./project";
export { runProgram } from "./run-program";
export type { RunOptions } from "./run-program";
export { simulatedPackages } from "./simulated";
export type { Backend, ResourceRequest, ResourceResult } from "./types";
