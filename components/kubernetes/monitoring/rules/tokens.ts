import { alert, type RuleGroup } from "./rule-group";

/** Money that models cost: dollars of a day against the budget. */
export function tokenRules(dailyBudgetUsd: number): RuleGroup {
  const spent = "sum(increase(ai_cost_dollars_total[1d]))";
  return {
    name: "breakwater-tokens",
    rules: [
      { record: "ai:cost_dollars:increase1d", expr: spent },
      alert("TokenBudgetNear", {
        expr: `ai:cost_dollars:increase1d > ${dailyBudgetUsd * 0.8}`,
        severity: "warning",
        summary: "Tokens have cost 80 % of a day's budget",
        description: `{{ $value | humanize }} of ${dailyBudgetUsd} dollars in the last 24 hours.`,
        action: "Dashboard Breakwater / Cost: which model, and does vLLM take what it could?",
      }),
      alert("TokenBudgetExceeded", {
        expr: `ai:cost_dollars:increase1d > ${dailyBudgetUsd}`,
        severity: "critical",
        summary: "Tokens have cost more than a day's budget",
        description: `{{ $value | humanize }} dollars in the last 24 hours, ${dailyBudgetUsd} are planned. Nothing is switched off.`,
        action: "Dashboard Breakwater / Cost. ROUTES of the app moves a use case to a cheaper model.",
      }),
      alert("TokenPaceHigh", {
        // A dollar an hour is no surge, however small the budget.
        expr: `sum(increase(ai_cost_dollars_total[1h])) * 24 > ${dailyBudgetUsd} and sum(increase(ai_cost_dollars_total[1h])) > 1`,
        minutes: 30,
        severity: "warning",
        summary: "At this pace tokens cost more than the budget",
        description: `A day at the last hour's pace costs {{ $value | humanize }} dollars, ${dailyBudgetUsd} are planned.`,
        action: "Dashboard Breakwater / Cost: is it the sale, or a client in a loop?",
      }),
    ],
  };
}
