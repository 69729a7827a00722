/**
 * How the app behaves under load, as pure state machines with the clock and chance handed in: the app runs them, and the surge simulator runs the
 * same. Times are milliseconds, work is tokens as `workOf` counts them.
 *
 * A request's way: `RouteProgress` knows which entries of its route may be tried, `Admission` gives it a place at one of them, lets it wait or refuses
 * it, the place's `ModelGate` (a `BackendGate` has one for each model) learns from how the call ended, and `Retries` says whether a route that has
 * failed gets another round.
 */
export { Admission, type AdmissionRequest } from "./admission";
export {
  type AnswerTimes,
  defaultAnswerTimes,
  longestAnswerSeconds,
  wholeAnswerMs,
  wholeStreamMs,
} from "./answer-time";
export { BackendGate } from "./backend-gate";
export type { CallOrigin } from "./call-origin";
export type { ModelGate } from "./model-gate";
export { ExpectedWork, tokensOfBytes, workOf } from "./expected-work";
export { type Refusal, wholeSeconds } from "./refusal";
export { Retries } from "./retries";
export { RetryPolicy } from "./retry-policy";
export { type CallFailure, type Priority, type RouteEntry, RouteProgress } from "./route";
export type { Waiter } from "./waiting-line";
