import { tryAlerts } from "../../../../tests/support/alert-cases";
import { tokenRules } from "./tokens";

const ai = 'namespace="production",container="ai-service",pod="a"';

const group = tokenRules(100);

tryAlerts(group, [
  {
    alert: "TokenBudgetNear",
    series: { [`ai_cost_dollars_total{${ai},model="gpt-4.1"}`]: "0+0.06x1440" },
    at: "1d",
    quiet: [{ why: "half of it", series: { [`ai_cost_dollars_total{${ai},model="gpt-4.1"}`]: "0+0.03x1440" } }],
  },
  {
    alert: "TokenBudgetExceeded",
    series: { [`ai_cost_dollars_total{${ai},model="gpt-4.1"}`]: "0+0.1x1440" },
    at: "1d",
    quiet: [{ why: "half of it", series: { [`ai_cost_dollars_total{${ai},model="gpt-4.1"}`]: "0+0.03x1440" } }],
  },
  {
    alert: "TokenPaceHigh",
    series: { [`ai_cost_dollars_total{${ai},model="gpt-4.1"}`]: "0+0.2x120" },
    at: "2h",
    quiet: [{ why: "a usual hour", series: { [`ai_cost_dollars_total{${ai},model="gpt-4.1"}`]: "0+0.02x120" } }],
  },
]);
