import type { Resource } from "@breakwater/plan-views";

/** One finding that is accepted, and why. */
export interface Exemption {
  /** Name or URN of the resource. */
  resource: string;
  /** Why; at least ten characters, so that it says something. */
  reason: string;
}

/** Annotation of a Kubernetes object, before the rule's name, whose value is the written reason of its exemption. */
export const exemptionAnnotation = "exempt.breakwater.dev/";

/** Every rule has this setting. */
export const exemptionsSetting = {
  type: "array" as const,
  description: "Resources that are exempted from this rule, each with its reason",
  default: [] as Exemption[],
  items: {
    type: "object" as const,
    properties: { resource: { type: "string" as const }, reason: { type: "string" as const, minLength: 10 } },
    required: ["resource", "reason"],
    additionalProperties: false,
  },
};

/**
 * The written reason for which a resource is exempted from a rule: by the rule's config, or by an annotation of the object
 * itself. `undefined`: it is not.
 */
export function exemptionOf(rule: string, resource: Resource, exemptions: readonly Exemption[]): string | undefined {
  const listed = exemptions.find(({ resource: id }) => id === resource.name || id === resource.urn);
  if (listed) return listed.reason;
  const annotations: unknown = resource.props.metadata?.annotations;
  if (typeof annotations !== "object" || annotations === null) return undefined;
  const reason = (annotations as Record<string, unknown>)[exemptionAnnotation + rule];
  return typeof reason === "string" && reason.trim().length >= 10 ? reason : undefined;
}
