import { type Resource, stackOf } from "@breakwater/plan-views";

/** Which stacks a rule for production is about. */
export interface ProductionStacks extends Record<string, unknown> {
  stacks: string;
}

export const productionSettings = {
  stacks: {
    type: "string",
    default: "^(prod|production)",
    description: "Regular expression of the stacks that serve real users",
  },
} as const;

/** Whether a resource stands in a stack that serves real users. */
export const isProduction = (resource: Pick<Resource, "urn">, { stacks }: ProductionStacks): boolean =>
  new RegExp(stacks).test(stackOf(resource));
