import { type Conflict, unless } from "./conflict";

/** An action group names its receivers by their addresses, and Azure takes no name twice. */
const eachAddressOnce: Conflict = {
  reads: ["observability.alertEmails"],
  find: ({ observability: { alertEmails } }) =>
    unless(
      new Set(alertEmails).size === alertEmails.length,
      "observability.alertEmails",
      "without an address named twice",
    ),
};

/** Azure's limit on the addresses of one budget. */
const mostBudgetEmails = 50;

const budgetEmailsThatAzureTakes: Conflict = {
  reads: ["guardrails.budgetEmails"],
  find: ({ guardrails: { budgetEmails } }) =>
    unless(
      budgetEmails.length <= mostBudgetEmails,
      "guardrails.budgetEmails",
      `a list of at most ${mostBudgetEmails} addresses`,
    ),
};

/** Defender keeps what it sees in the workspace and cannot be switched on without one. */
const defenderNeedsLogs: Conflict = {
  reads: ["guardrails.defender", "observability.enabled"],
  find: ({ guardrails, observability }) =>
    unless(
      !guardrails.defender || observability.enabled,
      "guardrails.defender",
      "false without observability.enabled, where Defender writes to",
    ),
};

/** What alerts, budget and Defender rule out. */
export const governanceConflicts: readonly Conflict[] = [
  eachAddressOnce,
  budgetEmailsThatAzureTakes,
  defenderNeedsLogs,
];
