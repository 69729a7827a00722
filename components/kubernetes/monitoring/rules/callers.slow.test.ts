import { tryAlerts } from "../../../../tests/support/alert-cases";
import { callerRules } from "./callers";

const ai = 'namespace="production",container="ai-service",pod="a"';
const used = `ai_daily_budget_used_ratio{${ai}}`;
const ofKey = `ai_key_budget_used_ratio{${ai},key="shop",unit="dollars"}`;
const broken = `ai_api_keys_broken{${ai}}`;
const shared = `ai_usage_shared{${ai}}`;
const keys = `ai_api_keys{${ai}}`;

tryAlerts(callerRules("production"), [
  {
    alert: "ServiceBudgetSheds",
    series: { [used]: "0.85x10" },
    at: "5m",
    quiet: [
      { why: "three quarters are used", series: { [used]: "0.75x10" } },
      { why: "there is no budget", series: { [used]: "0x10" } },
      { why: "it is used up, which another one says", series: { [used]: "1.1x10" } },
    ],
  },
  {
    alert: "ServiceBudgetSpent",
    series: { [used]: "1.02x10" },
    at: "5m",
    quiet: [{ why: "a tenth is left", series: { [used]: "0.9x10" } }],
  },
  {
    alert: "ApiKeyBudgetSpent",
    series: { [ofKey]: "1x20" },
    at: "10m",
    labels: { key: "shop", unit: "dollars" },
    quiet: [
      { why: "a tenth is left", series: { [ofKey]: "0.9x20" } },
      { why: "a new day has begun", series: { [ofKey]: "1x3 0x20" } },
    ],
  },
  {
    alert: "ApiKeysBroken",
    series: { [broken]: "1x20" },
    at: "10m",
    quiet: [{ why: "it was mended at once", series: { [broken]: "1x2 0x20" } }],
  },
  {
    alert: "UsageNotShared",
    series: { [shared]: "0x30", [keys]: "3x30" },
    at: "15m",
    quiet: [
      { why: "nobody has a key", series: { [shared]: "0x30", [keys]: "0x30" } },
      { why: "the store was away for a moment", series: { [shared]: "0x5 1x30", [keys]: "3x30" } },
    ],
  },
]);
