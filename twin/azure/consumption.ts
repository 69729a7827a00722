import type { JsonObject } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { objectAt, textAt, valueAt } from "./resource-type";
import type { AzureRequest, AzureType } from "./resource-type";

const firstOfAMonth = /^(20\d{2})-(0[1-9]|1[0-2])-01(T00:00:00Z)?$/;
/** Azure's limit of notifications of one budget. */
const mostNotifications = 5;

/** Budgets. */
export const consumption: Record<string, AzureType> = {
  "azure-native:consumption:Budget": {
    armType: "Microsoft.Consumption/budgets",
    nameInput: "budgetName",
    nameRule: {
      pattern: /^[a-zA-Z0-9_-]{1,63}$/,
      rule: "1 to 63 letters, digits, '_' and '-'",
      code: "InvalidBudgetName",
    },
    parentId: (inputs) => `/${textAt(inputs, "scope").replace(/^\/|\/$/g, "")}`,
    segment: "providers/Microsoft.Consumption/budgets",
    required: ["scope", "amount", "category", "timeGrain", "timePeriod.startDate"],
    requiredCode: "BadRequest",
    check: checkBudget,
    outputs: () => ({ currentSpend: { amount: 0, unit: "USD" } }),
  },
};

function checkBudget({ inputs, state, existing }: AzureRequest): void {
  const { amount } = inputs;
  if (typeof amount !== "number" || amount <= 0)
    refuse("amount", `The amount must be above 0; it is ${String(amount)}.`);
  const start = valueAt(inputs, "timePeriod.startDate");
  const month = firstOfAMonth.exec(String(start));
  if (!month || `${month[1]}-${month[2]}` < "2017-06") {
    refuse(
      "timePeriod.startDate",
      `The start date must be the first of a month, of June 2017 or later; it is '${String(start)}'.`,
    );
  }
  if (!existing && state?.now) checkStart(`${month![1]}-${month![2]}`, String(inputs.timeGrain), state.now);
  const notifications = Object.entries(objectAt(inputs, "notifications"));
  if (notifications.length > mostNotifications) {
    refuse(
      "notifications",
      `A budget has at most ${mostNotifications} notifications; there are ${notifications.length}.`,
    );
  }
  for (const [name, notification] of notifications)
    checkNotification(`notifications.${name}`, notification as JsonObject);
}

/** A budget cannot begin before the period of its grain that runs. One that is there keeps its start. */
function checkStart(start: string, timeGrain: string, now: Date): void {
  const month = now.getUTCMonth();
  const first = timeGrain.endsWith("Quarterly") ? month - (month % 3) : timeGrain.endsWith("Annually") ? 0 : month;
  const period = new Date(Date.UTC(now.getUTCFullYear(), first)).toISOString().slice(0, 7);
  if (start >= period) return;
  throw new AzureError(
    "BadRequest",
    `Start date for ${timeGrain} time grain should not be prior to the current period, which began in ${period}; it is in ${start}.`,
    "timePeriod.startDate",
    {
      way: "Leave the start to the month in which the budget is made, by `pulumi config rm budgetStart`, or name this month.",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/pull/12121",
    },
  );
}

function checkNotification(at: string, { threshold, contactEmails, contactRoles, contactGroups }: JsonObject): void {
  if (typeof threshold !== "number" || threshold <= 0 || threshold > 1000) {
    refuse(`${at}.threshold`, `A threshold is above 0 and at most 1000 percent; it is ${String(threshold)}.`);
  }
  const contacts = [contactEmails, contactRoles, contactGroups].flatMap((some) => (Array.isArray(some) ? some : []));
  if (contacts.length === 0)
    refuse(at, "A notification needs a contact: an e-mail address, a role or an action group.");
  if (Array.isArray(contactEmails) && contactEmails.length > 50) {
    refuse(`${at}.contactEmails`, `At most 50 e-mail addresses are allowed; there are ${contactEmails.length}.`);
  }
}

function refuse(target: string, detail: string): never {
  throw new AzureError("BadRequest", detail, target);
}
