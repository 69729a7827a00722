import { readText } from "../files";
import type { Plan } from "@breakwater/plan-views";
import { validatePlan } from "./validate-plan";

/** A file that should hold a Plan does not. The `breakwater` command answers it with exit code 2. */
export class PlanFileError extends Error {
  override name = "PlanFileError";
}

/**
 * Reads a Plan that `breakwater plan --json` wrote.
 *
 * @throws PlanFileError that says everything that is wrong with the file
 */
export function readPlan(file: string): Plan {
  const text = readText(file, (problem) => new PlanFileError(`${file}: ${problem}`));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PlanFileError(
      `${file}: is no JSON: ${(error as Error).message}. A Plan comes from \`breakwater plan --json\`.`,
    );
  }
  const version = typeof value === "object" && value !== null && "version" in value ? value.version : undefined;
  if (version !== undefined && version !== 1) {
    throw new PlanFileError(
      `${file}: is a Plan of version ${JSON.stringify(version)}; this breakwater reads version 1`,
    );
  }
  const problems = validatePlan(value);
  if (problems.length > 0)
    throw new PlanFileError(`${file}: is no Plan:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  return value as Plan;
}
