export { Backend, type BackendCall, type BackendOptions, type WholeAnswer } from "./backend";
export { UpstreamError } from "./errors";
export { clientHasGone, type NoAnswer, outcomeOfError } from "./outcome";
export { dataOf, doneData } from "./sse";
export type { StreamAnswer } from "./stream-answer";
export type { StreamEnd } from "./stream-call";
export { estimatedUsage } from "./usage";
