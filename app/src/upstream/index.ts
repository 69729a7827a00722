export { pieceOf } from "./answer";
export { Backend, type BackendCall, type BackendOptions, type StreamAnswer, type WholeAnswer } from "./backend";
export { UpstreamError } from "./errors";
export { clientHasGone, type NoAnswer, outcomeOfError } from "./outcome";
export { dataOf, doneData } from "./sse";
export { estimatedUsage, usageOf } from "./usage";
