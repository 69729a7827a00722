import Ajv2020 from "ajv/dist/2020";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020";
import schema from "./plan.schema.json";
import type { Plan } from "@breakwater/plan-views";

/** Most problems that one message lists. */
const mostProblems = 20;

let validate: ValidateFunction<Plan> | undefined;

/**
 * What is wrong with a value that should be a Plan: one sentence a problem, with its place; none for a valid Plan.
 */
export function validatePlan(value: unknown): string[] {
  validate ??= new Ajv2020({ allErrors: true, strict: true }).compile<Plan>(schema);
  if (validate(value)) return [];
  const problems = [...new Set((validate.errors ?? []).map(describe))];
  const more = problems.length - mostProblems;
  return more > 0 ? [...problems.slice(0, mostProblems), `… and ${more} more`] : problems;
}

function describe({ instancePath, keyword, message, params }: ErrorObject): string {
  const place = instancePath === "" ? "the top level" : instancePath.slice(1).replaceAll("/", ".");
  switch (keyword) {
    case "additionalProperties":
      return `${place}: unknown property "${String(params.additionalProperty)}"`;
    case "const":
      return `${place}: must be ${JSON.stringify(params.allowedValue)}`;
    default:
      return `${place}: ${message ?? keyword}`;
  }
}
