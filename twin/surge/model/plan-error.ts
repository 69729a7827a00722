/** A Plan does not say what a surge needs. The `breakwater` command answers it with exit code 2. */
export class SurgePlanError extends Error {
  override name = "SurgePlanError";

  /** @param problems one sentence each, with the resource, the property and what is allowed */
  constructor(
    stack: string,
    readonly problems: readonly string[],
  ) {
    super(`the Plan of stack "${stack}" cannot be simulated:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}
