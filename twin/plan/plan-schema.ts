import type { JsonObject, Plan, PlanOptions, PlanResource } from "@breakwater/plan-views";
import { z } from "zod";
import { group } from "../files/input";

/*
 * The shape of a Plan, which is a public contract: `plan.schema.json` is written from it, and the compiler holds it to the types that
 * every reader uses. Each error text completes the sentence "must be …".
 */

const aUrn = "a URN, such as urn:pulumi:dev::project::type::name";
const urn = z
  .string(aUrn)
  .regex(/^urn:pulumi:[^:]+::[^:]+::.+::.+$/, aUrn)
  .meta({ id: "urn", description: "Pulumi's name of a resource, unique in the stack." });

const aToken = "a type token, such as azure-native:containerservice:AgentPool";
const name = z.string("a name").min(1, "a name");
const flag = z.boolean("true or false");

/** An object of which no more is asked: it may be large, and nobody relies on what stands in it. */
const object = (description: string) => z.looseObject({}, "an object").describe(description) as z.ZodType<JsonObject>;

const options = group({
  protect: flag.describe("The resource cannot be deleted.").optional(),
  ignoreChanges: z
    .array(name, "a list of paths")
    .min(1, "a list of paths")
    .describe("Paths of inputs whose changes are not applied.")
    .optional(),
  deleteBeforeReplace: flag.describe("A replacement is made only once the old one is gone.").optional(),
  retainOnDelete: flag.describe("The resource stays in the cloud when it leaves the program.").optional(),
  deletedWith: urn
    .describe("URN of the resource with which it goes: while that is deleted too, its own deletion is not asked for.")
    .optional(),
  aliases: z
    .array(urn, "a list of URNs")
    .min(1, "a list of URNs")
    .describe("Former URNs that the program names.")
    .optional(),
} satisfies Record<keyof PlanOptions, z.ZodType>).meta({
  id: "options",
  description: "The resource options that matter to a reader; absent where they are not set.",
});

const resource = group({
  urn,
  type: z
    .string(aToken)
    .regex(/^[^:]+:[^:]*:[^:]+$/, aToken)
    .describe("Pulumi's own type token, for example azure-native:containerservice:AgentPool."),
  name: name.describe("Name of the resource in the program."),
  parent: urn.describe("URN of the parent; absent for the stack itself.").optional(),
  custom: flag.describe("true: a provider's resource; false: a component."),
  provider: urn.describe("URN of the explicit provider; absent for default providers.").optional(),
  dependencies: z
    .array(urn, "a list of URNs")
    .refine((urns) => new Set(urns).size === urns.length, "a list without a URN named twice")
    .meta({ uniqueItems: true, description: "URNs of what must exist first, sorted." }),
  inputs: object("What the program asks for. A Kubernetes object carries its apiVersion and kind."),
  outputs: object(
    "What the provider adds to the inputs, with the id first; outputs that only repeat an input are left out. Of a component: its registered outputs.",
  ),
  options,
} satisfies Record<keyof PlanResource, z.ZodType>).meta({
  id: "resource",
  description: "One registered resource or component.",
});

/** What a Plan is. */
export const planSchema = group({
  version: z.literal(1).describe("Version of this shape. It changes when a reader of the old shape would go wrong."),
  project: name.describe("Name in Pulumi.yaml."),
  stack: name.describe("Name of the stack."),
  resources: z
    .array(resource, "a list of resources")
    .describe("Every resource and component in a stable order: parents before children, siblings by URN."),
  outputs: object("Outputs of the stack, by name."),
} satisfies Record<keyof Plan, z.ZodType>).meta({
  title: "Plan",
  description:
    'Everything that a Breakwater program registers for one stack, as plain JSON. Secrets are the string "[secret]" everywhere; in the Plan of a preview, what only a deployment can tell is "[unknown]".',
}) satisfies z.ZodType<Plan>;
