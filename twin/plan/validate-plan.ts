import { problemsOf } from "../files/input";
import { planSchema } from "./plan-schema";

/** Most problems that one message lists. */
const mostProblems = 20;

/**
 * What is wrong with a value that should be a Plan: one sentence a problem, with its place, its value and what is allowed; none for
 * a valid Plan.
 */
export function validatePlan(value: unknown): string[] {
  const problems = problemsOf(planSchema, value);
  const more = problems.length - mostProblems;
  return more > 0 ? [...problems.slice(0, mostProblems), `… and ${more} more`] : problems;
}
