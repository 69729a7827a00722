/**
 * What Pulumi's engine decides when a program is deployed over what was deployed before, in the simulated Azure: which resources stay,
 * are updated, replaced or deleted, and what of it is refused.
 */
export { emptyCheckpoint } from "./checkpoint";
export type { Checkpoint, RecordedResource } from "./checkpoint";
export { Deployment } from "./deployment";
export { changesOf } from "./outcome";
export type { DeploymentOutcome, DeploymentStep, Refusal } from "./outcome";
export { rehearse } from "./rehearse";
export { refusalsText, rehearsalText } from "./text";
