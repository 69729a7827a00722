import type { AdaptiveLimit } from "./adaptive-limit";

/**
 * Time until a request's turn, milliseconds, by the work that is before it, its own included, and the pace of the limits that it can use.
 *
 * A backend that has answered nothing yet has no pace, and nobody can say how long a wait for it takes: 0, so that the request's own deadline
 * ends its wait, and not a guess. An infinite guess refused the first burst that a new process got, and said a minute in Retry-After.
 *
 * @param work tokens, as `workOf` counts them
 * @param limits each that may take the request, once; none at all is 0 as well
 */
export function expectedWaitMs(work: number, limits: Iterable<Pick<AdaptiveLimit, "workPerMs" | "isFree">>): number {
  let workPerMs = 0;
  for (const limit of limits) {
    const pace = limit.workPerMs;
    if (pace === undefined || limit.isFree) return 0;
    workPerMs += pace;
  }
  return workPerMs === 0 ? 0 : work / workPerMs;
}
