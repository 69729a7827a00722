import type { JsonObject, Plan, PlanResource } from "@breakwater/plan-views";

/** URN of a resource of the sample stack. */
export const urnOf = (type: string, name: string): string => `urn:pulumi:dev::shop::${type}::${name}`;

/** A resource below the stack, for tests. */
export function sampleResource(
  type: string,
  name: string,
  inputs: JsonObject = {},
  changes: Partial<PlanResource> = {},
): PlanResource {
  const parent = urnOf("pulumi:pulumi:Stack", "shop-dev");
  return {
    urn: urnOf(type, name),
    type,
    name,
    parent,
    custom: true,
    dependencies: [],
    inputs,
    outputs: {},
    options: {},
    ...changes,
  };
}

/** A Plan with its stack and these resources, for tests. */
export function samplePlan(...resources: PlanResource[]): Plan {
  const stack = sampleResource("pulumi:pulumi:Stack", "shop-dev", {}, { custom: false, parent: undefined });
  delete stack.parent;
  return { version: 1, project: "shop", stack: "dev", resources: [stack, ...resources], outputs: {} };
}
