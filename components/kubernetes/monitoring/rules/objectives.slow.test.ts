import { tryAlerts } from "../../../../tests/support/alert-cases";
import { defaultObjectives, objectiveRules } from "./objectives";

const ai = 'namespace="production",container="ai-service",pod="a"';

const group = objectiveRules("production", defaultObjectives);

/** A page on a fast burn comes with those of the slower ones. */
const everyWindow = [
  { severity: "critical", window: "1h" },
  { severity: "critical", window: "6h" },
  { severity: "warning", window: "1d" },
  { severity: "warning", window: "3d" },
];

tryAlerts(group, [
  {
    alert: "AiServiceErrorBudgetBurn",
    // One in ten fails: 20 times what 0.5 % allows.
    series: {
      [`ai_request_total{${ai},status="200"}`]: "0+540x120",
      [`ai_request_total{${ai},status="500"}`]: "0+60x120",
    },
    at: "2h",
    firing: everyWindow,
    quiet: [
      { why: "one in a thousand", series: { [`ai_request_total{${ai},status="500"}`]: "0+0.5x120" } },
      {
        why: "the failures have ended, longer ago than every short window",
        series: {
          [`ai_request_total{${ai},status="200"}`]: "0+540x600",
          [`ai_request_total{${ai},status="500"}`]: "0+60x30 1800x570",
        },
        at: "9h",
      },
      {
        why: "clients went away, which is not our failure",
        series: {
          [`ai_request_total{${ai},status="500"}`]: "0x120",
          [`ai_request_total{${ai},status="499"}`]: "0+60x120",
        },
      },
    ],
  },
  {
    alert: "AiServiceLatencyBudgetBurn",
    series: {
      [`ai_request_latency_seconds_bucket{${ai},le="30.0"}`]: "0+450x120",
      [`ai_request_latency_seconds_count{${ai}}`]: "0+600x120",
    },
    at: "2h",
    firing: everyWindow,
    quiet: [
      {
        why: "all are within 30 s, by the bound as Prometheus 2 writes it",
        series: {
          [`ai_request_latency_seconds_bucket{${ai},le="30.0"}`]: "stale",
          [`ai_request_latency_seconds_bucket{${ai},le="30"}`]: "0+600x120",
        },
      },
    ],
  },
]);

test("burn rates are those of the workbook: 14.4, 6, 3 and 1 times the allowed 0.5 %", () => {
  const burns = group.rules.flatMap((rule) =>
    "alert" in rule && rule.alert === "AiServiceErrorBudgetBurn" ? [rule] : [],
  );
  expect(burns.map(({ expr, labels }) => `${labels.severity}: ${expr}`)).toEqual([
    "critical: ai:request_errors:ratio_rate1h > 0.072 and ai:request_errors:ratio_rate5m > 0.072",
    "critical: ai:request_errors:ratio_rate6h > 0.03 and ai:request_errors:ratio_rate30m > 0.03",
    "warning: ai:request_errors:ratio_rate1d > 0.015 and ai:request_errors:ratio_rate2h > 0.015",
    "warning: ai:request_errors:ratio_rate3d > 0.005 and ai:request_errors:ratio_rate6h > 0.005",
  ]);
});
