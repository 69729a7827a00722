import type { JsonObject, Plan, PlanOptions, PlanResource } from "@breakwater/plan-views";
import { samples } from "../../azure/testing/samples";
import type { Source } from "../source";

/** A resource of a test, in short. */
export interface Declared {
  type: string;
  name: string;
  inputs: JsonObject;
  /** Names of what must exist first. */
  needs?: string[];
  options?: PlanOptions;
}

/** URN of a resource of a test. */
export const urnOf = ({ type, name }: Pick<Declared, "type" | "name">): string =>
  `urn:pulumi:test::test::${type}::${name}`;

/** A Plan of resources, in any order. */
export function planOf(declared: readonly Declared[]): Plan {
  const urns = new Map(declared.map((resource) => [resource.name, urnOf(resource)]));
  const resources = declared.map(({ type, name, inputs, needs = [], options = {} }): PlanResource => ({
    urn: urns.get(name)!,
    type,
    name,
    custom: true,
    dependencies: needs.map((need) => urns.get(need)!),
    inputs,
    outputs: {},
    options,
  }));
  return { version: 1, project: "test", stack: "test", resources, outputs: {} };
}

/** A resource with the shortest inputs that Azure takes, and some of them changed. */
export const azureResource = (
  kind: string,
  name: string,
  changed: JsonObject = {},
  more: Partial<Declared> = {},
): Declared => {
  const type = `azure-native:${kind}`;
  return { type, name, inputs: { ...samples[type], ...changed }, ...more };
};

/** A resource group, a cluster in it, and a pool in that. */
export const cluster = (
  changed: { group?: JsonObject; cluster?: JsonObject; pool?: JsonObject; options?: PlanOptions } = {},
): Source =>
  planOf([
    azureResource("resources:ResourceGroup", "group", changed.group),
    azureResource("containerservice:ManagedCluster", "aks", changed.cluster, { needs: ["group"] }),
    azureResource("containerservice:AgentPool", "gpu", changed.pool, {
      needs: ["aks", "group"],
      ...(changed.options && { options: changed.options }),
    }),
  ]);
