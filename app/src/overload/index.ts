export { Admission } from "./admission";
export { type Clock, processClock, type Timer } from "./clock";
export type { CallEnd, Place } from "./place";
export { RequestOrigin } from "./request-origin";
