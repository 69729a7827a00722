/** What a stack's twin keeps on disk: its folder and what it has made. */
export { digestSecrets, maskSecrets } from "./secrets";
export { removeStackFolder, stackFolder } from "./stack-folder";
export type { StackFolder } from "./stack-folder";
export { StackState, objectsOf } from "./stack-state";
export type { Declaration, ResourceState } from "./stack-state";
export { autoscalerProfileOfState, poolsOfResource, poolsOfState, regionOfState } from "./state-pools";
