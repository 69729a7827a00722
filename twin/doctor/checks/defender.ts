import { isStack } from "@breakwater/plan-views";
import { z } from "zod";
import { defineCheck } from "../check";
import { ok, warning } from "../findings";
import { listAt, textAt } from "../needs/value-at";
import { inSubscription, subscriptionOf } from "../situation";
import type { Situation } from "../situation";

const pricings = z.array(z.object({ name: z.string(), pricingTier: z.string(), subPlan: z.string().nullish() }));
/** `az security pricing list`, which prints the REST API's list as it is. */
const shape = z.union([pricings, z.object({ value: pricings }).transform(({ value }) => value)]);

/** A plan of Defender that the stack relies on: an entry of its output `defenderPlans`. */
interface DefenderPlan {
  name: string;
  subPlan?: string | undefined;
  extensions: string[];
}

function plansOf({ resources }: Situation): DefenderPlan[] {
  const stack = resources.find(isStack);
  return listAt(stack?.props, "defenderPlans").flatMap((plan) => {
    const name = textAt(plan, "name");
    return name === undefined
      ? []
      : [{ name, subPlan: textAt(plan, "subPlan"), extensions: listAt(plan, "extensions").map(String) }];
  });
}

/** Whether the subscription has the plans of Defender on which the stack relies. They are the subscription's, so no stack switches them on. */
export const defender = defineCheck({
  name: "defender",
  subject: "Defender's plans",
  known: (situation) => (plansOf(situation).length > 0 ? undefined : [ok("The stack relies on no plan of Defender.")]),
  questions: (situation) => ({
    pricings: { tool: "az", args: ["security", "pricing", "list", ...inSubscription(situation)], shape } as const,
  }),
  judge: (situation, { pricings: found }) => {
    const plans = plansOf(situation);
    const off = plans.filter(({ name, subPlan }) => {
      const pricing = found.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
      return pricing?.pricingTier !== "Standard" || (subPlan !== undefined && pricing.subPlan !== subPlan);
    });
    if (off.length === 0) return [ok(`Defender's plans ${plans.map(({ name }) => name).join(", ")} are on.`)];
    return [
      warning(
        // Azure refuses two writes at once: 409 "Another update operation is in progress" (terraform-provider-azurerm#32451).
        `Defender's plans ${off.map(({ name }) => name).join(", ")} are off, or of another kind than the stack's. They cost by what they watch; one after the other:`,
        off.map((plan) => switchOn(plan, situation)).join(" && "),
      ),
    ];
  },
});

const switchOn = ({ name, subPlan, extensions }: DefenderPlan, situation: Situation): string =>
  [
    `az security pricing create --name ${name} --tier Standard`,
    ...(subPlan === undefined ? [] : [`--subplan ${subPlan}`]),
    ...extensions.map((extension) => `--extensions name=${extension} isEnabled=True`),
    `--subscription ${subscriptionOf(situation)}`,
  ].join(" ");
