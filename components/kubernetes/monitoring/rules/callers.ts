import { alert, type RuleGroup } from "./rule-group";

/** What callers of the app in `namespace` may spend, and whether their keys are in use. What the app has no budget or keys for stays at 0. */
export function callerRules(namespace: string): RuleGroup {
  const app = `namespace="${namespace}",container="ai-service"`;
  const used = `max(ai_daily_budget_used_ratio{${app}})`;
  return {
    name: "breakwater-callers",
    rules: [
      alert("ServiceBudgetSheds", {
        expr: `${used} >= 0.8 and ${used} < 1`,
        severity: "warning",
        summary: "Four fifths of today's budget of the whole service are used",
        description: "{{ $value | humanizePercentage }} are used; batch requests are refused until midnight in UTC.",
        action:
          "Dashboard Breakwater / Cost: which key, which use case? pulumi config set dailyBudgetUsd raises the budget.",
      }),
      alert("ServiceBudgetSpent", {
        expr: `${used} >= 1`,
        severity: "critical",
        summary: "Today's budget of the whole service is used up",
        description: "Only the in-cluster model answers until midnight in UTC; every other request is refused.",
        action:
          "Dashboard Breakwater / Cost: which key, which use case? pulumi config set dailyBudgetUsd raises the budget.",
      }),
      alert("ApiKeyBudgetSpent", {
        expr: `max by (key, unit) (ai_key_budget_used_ratio{${app}}) >= 1`,
        minutes: 5,
        severity: "warning",
        summary: "The API key {{ $labels.key }} has used up its {{ $labels.unit }} of today",
        description: "Its requests are refused until midnight in UTC; other keys are not touched.",
        action: "Ask its owner: more use, or a client in a loop? The key's entry has the budget (docs/keys.md).",
      }),
      alert("ApiKeysBroken", {
        expr: `max(ai_api_keys_broken{${app}}) == 1`,
        minutes: 5,
        severity: "warning",
        summary: "The newest list of API keys cannot be read",
        description: "The list before it is in use: new keys do not work, and withdrawn ones still do.",
        action: `kubectl -n ${namespace} logs deployment/ai-service | grep 'API keys': it names the entry and what is allowed.`,
      }),
      alert("UsageNotShared", {
        expr: `min(ai_usage_shared{${app}}) == 0 and max(ai_api_keys{${app}}) > 0`,
        minutes: 10,
        severity: "warning",
        summary: "A pod counts what callers use for itself",
        description: "It cannot reach the session store: rates and budgets hold for each such pod alone until it can.",
        action: "The session store's own metrics in Azure, or kubectl get pods -l app.kubernetes.io/name=redis.",
      }),
    ],
  };
}
