import type { Resource } from "../../policies/resources/resource";
import type { Plan, PlanResource } from "../plan/types";

/** The resources of a Plan as the rules take them: what the program asks for, and of the stack its outputs. */
export function planResources(plan: Plan): Resource[] {
  return plan.resources.map((resource) => toResource(resource, plan));
}

function toResource({ type, name, urn, inputs, options }: PlanResource, plan: Plan): Resource {
  const props = type === "pulumi:pulumi:Stack" ? plan.outputs : inputs;
  const { protect = false, ignoreChanges = [] } = options;
  return { type, name, urn, props, ...namespaceOf(type, inputs), options: { protect, ignoreChanges } };
}

function namespaceOf(type: string, { metadata }: PlanResource["inputs"]): { namespace?: string } {
  if (!type.startsWith("kubernetes:")) return {};
  const namespace = typeof metadata === "object" && metadata !== null && "namespace" in metadata && metadata.namespace;
  return typeof namespace === "string" ? { namespace } : {};
}
