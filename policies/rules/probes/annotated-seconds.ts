import { PlanValueError, secondsOf, type Workload } from "@breakwater/plan-views";
import type { Judging } from "../../rule";

/** Seconds that an annotation of the pods says; `undefined` where it says none, which is found where it says something else. */
export function annotatedSeconds(
  workload: Workload,
  annotation: string,
  violation: Judging<Record<never, never>>["violation"],
): number | undefined {
  // Annotations that cannot be read at all are none of this rule's.
  if (!hasAnnotation(workload, annotation)) return undefined;
  try {
    return secondsOf(workload, annotation);
  } catch (error) {
    if (!(error instanceof PlanValueError)) throw error;
    violation(error.message, workload.resource);
    return undefined;
  }
}

/** Whether pods have an annotation, right or wrong. */
export const hasAnnotation = ({ podAnnotations }: Workload, annotation: string): boolean =>
  podAnnotations[annotation] !== undefined;
