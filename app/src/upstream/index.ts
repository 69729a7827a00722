export { pieceOf } from "./answer";
export { Backend, type BackendCall, type StreamAnswer, type WholeAnswer } from "./backend";
export { CircuitBreaker } from "./breaker";
export { UpstreamError } from "./errors";
export { chatErrorOf, clientHasGone, type NoAnswer } from "./outcome";
export { dataOf, doneData } from "./sse";
export { estimatedUsage, usageOf } from "./usage";
