import type { Resource } from "./resource";

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

/** Name of the stack that a resource is of: its URN begins with `urn:pulumi:<stack>::`. */
export const stackOf = ({ urn }: Pick<Resource, "urn">): string => urn.split(":")[2] ?? "";

/** Whether a resource stands in a stack that serves real users. */
export const isProduction = (resource: Pick<Resource, "urn">, { stacks }: ProductionStacks): boolean =>
  new RegExp(stacks).test(stackOf(resource));
