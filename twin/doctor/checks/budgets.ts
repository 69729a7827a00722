import { azureName, type Resource } from "@breakwater/plan-views";
import { defineCheck } from "../check";
import { ok, problem, unseen } from "../findings";
import type { Finding } from "../findings";
import { textAt } from "../needs/value-at";
import { deployedOutputs, onStack, stateUnseen } from "../situation";

const budgetType = /^azure-native:(consumption|costmanagement)(\/\w+)?:Budget$/;

/**
 * Whether a budget that is still to be made begins in a month that is not over: Azure takes no other start, and keeps that of a budget that is
 * there (https://learn.microsoft.com/rest/api/consumption/budgets/create-or-update, hashicorp/terraform-provider-azurerm#12121).
 */
export const budgets = defineCheck({
  name: "budgets",
  subject: "the budget's first month",
  questions: () => ({}),
  judge: (situation) => {
    const { resources, now } = situation;
    const findings = resources
      .filter(({ type }) => budgetType.test(type))
      .map((budget): Finding => {
        const name = azureName(budget, "budgetName");
        if (deployedOutputs(situation, budget.urn) !== undefined) {
          return ok(`The budget ${name} is there, and keeps the month that it began with.`);
        }
        const start = textAt(budget.props, "timePeriod", "startDate")?.slice(0, 7);
        const first = firstMonth(budget, now);
        if (start === undefined || start >= first) return ok(`The budget ${name} begins in ${start ?? "this month"}.`);
        const why = stateUnseen(situation);
        if (why !== undefined) {
          return unseen(
            `whether the budget ${name} is there, which is to begin in ${start}, a month that is over: ${why}`,
          );
        }
        return problem(
          `The budget ${name} is to begin in ${start}, which is over: Azure takes ${first} or later. Leave it to the month of the first \`pulumi up\`:`,
          `pulumi config rm budgetStart ${onStack(situation)}`,
        );
      });
    return findings.length > 0 ? findings : [ok("The Plan has no budget.")];
  },
});

/** First month of the period that runs now, by the budget's grain. */
function firstMonth({ props }: Resource, now: Date): string {
  const grain = textAt(props, "timeGrain") ?? "Monthly";
  const month = now.getUTCMonth();
  const first = grain.endsWith("Quarterly") ? month - (month % 3) : grain.endsWith("Annually") ? 0 : month;
  return new Date(Date.UTC(now.getUTCFullYear(), first)).toISOString().slice(0, 7);
}
