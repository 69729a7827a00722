/** `Pulumi.yaml` and the stack files, read without Pulumi, which takes a second to load. */
export { findProject, readProject } from "./project";
export type { Project } from "./project";
export { ProjectError } from "./project-error";
export { readStackConfig } from "./stack-config";
