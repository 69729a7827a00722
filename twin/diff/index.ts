/** What a change does to the stacks. */
export { diffMarkdown, failureMarkdown } from "./markdown";
export { DiffSideError, checkOut, planOfSide } from "./plan-of-ref";
export type { Side } from "./plan-of-ref";
export { breaksAPromise, stackDiff } from "./stack-diff";
export type { StackDiff } from "./stack-diff";
export { diffText } from "./text";
