import type { JsonObject, Plan } from "@breakwater/plan-views";

/** A resource of a Plan that is written by hand, with its inputs alone. */
export const planResource = (type: string, name: string, inputs: JsonObject): Plan["resources"][number] => ({
  urn: `urn:pulumi:test::shop::${type}::${name}`,
  type,
  name,
  custom: true,
  dependencies: [],
  inputs,
  outputs: {},
  options: {},
});
