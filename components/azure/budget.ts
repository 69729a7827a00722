import * as pulumi from "@pulumi/pulumi";
import * as consumption from "@pulumi/azure-native/consumption";
import { type ArgumentCheck, integerBetween, matching } from "../validation";
import { emailAddress } from "./formats";

/** What a month may cost before somebody is told. Nothing is switched off. */
export interface BudgetArgs {
  /** US dollars a month, 1 to 10,000,000. */
  monthlyUsd: number;
  /** First month, for example `2026-12`. Azure takes none that is over at the budget's creation; later it is not looked at. */
  startMonth: string;
  /** Who is told beside the subscription's owners. Azure takes 50 at most. */
  emails: string[];
  /** Azure ids of action groups that are told too: mail to owners misses who is one by a group. Azure takes 50 at most. Default: none. */
  actionGroupIds?: pulumi.Input<string>[];
  /** Resource groups whose costs count, that of the cluster's nodes among them: it has nearly all of the costs. */
  resourceGroupNames: pulumi.Input<string>[];
}

/** When mail is sent, in percent of the budget. */
const thresholds = {
  // Early enough to look why.
  actual80: { thresholdType: "Actual", threshold: 80 },
  actual100: { thresholdType: "Actual", threshold: 100 },
  // A surge shows in the forecast days before the money is gone.
  forecast100: { thresholdType: "Forecasted", threshold: 100 },
} as const;

/** Adds what is wrong with a budget, each of its parts under `budget.`. */
export function checkBudget(check: ArgumentCheck, { monthlyUsd, startMonth, emails }: BudgetArgs): void {
  check.input("budget.monthlyUsd", monthlyUsd, integerBetween(1, 10_000_000));
  check.input("budget.startMonth", startMonth, matching(/^20\d{2}-(0[1-9]|1[0-2])$/, "a month, such as 2026-12"));
  check.each("budget.emails", emails, emailAddress);
  check.input("budget.emails", emails.length, { allowed: "50 addresses at most", accepts: (count) => count <= 50 });
}

/** A budget over resource groups of a subscription. */
export function createBudget(
  name: string,
  subscriptionId: pulumi.Input<string>,
  budget: BudgetArgs,
  opts: pulumi.CustomResourceOptions,
): consumption.Budget {
  const notification = (when: (typeof thresholds)[keyof typeof thresholds]) => ({
    enabled: true,
    operator: "GreaterThan",
    ...when,
    contactEmails: budget.emails,
    contactGroups: budget.actionGroupIds ?? [],
    contactRoles: ["Owner"],
  });
  return new consumption.Budget(
    name,
    {
      // On a resource group it would not see the nodes, which AKS puts into a group of their own.
      scope: pulumi.interpolate`/subscriptions/${subscriptionId}`,
      budgetName: name,
      category: "Cost",
      amount: budget.monthlyUsd,
      timeGrain: "Monthly",
      timePeriod: { startDate: `${budget.startMonth}-01` },
      filter: { dimensions: { name: "ResourceGroupName", operator: "In", values: budget.resourceGroupNames } },
      notifications: Object.fromEntries(Object.entries(thresholds).map(([key, when]) => [key, notification(when)])),
    },
    // A budget that runs keeps its months: Azure adds an end, and refuses a start that has gone by.
    pulumi.mergeOptions(opts, { ignoreChanges: ["timePeriod"] }),
  );
}
