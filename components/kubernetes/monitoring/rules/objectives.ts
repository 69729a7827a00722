import { alert, type AlertRule, type RecordingRule, type RuleGroup, type Severity } from "./rule-group";

/** What users of the app may expect. */
export interface Objectives {
  /** Share of requests that are answered, neither failed nor refused, 0.9 to 0.9999. Default: 0.995. */
  availability?: number;
  /** Share of requests whose answer is complete within 30 s, 0.9 to 0.9999. Default: 0.99. */
  withinThirtySeconds?: number;
}

/** Defaults. 30 s is what three fixed pods took on the day that this platform is for, and the app's largest bucket. */
export const defaultObjectives: Required<Objectives> = { availability: 0.995, withinThirtySeconds: 0.99 };

/**
 * Multi-window, multi-burn-rate alerts (Google, The Site Reliability Workbook, chapter 5, table 5-8): how many times faster than
 * allowed the budget of 30 days is used. The long window says that it matters, the short one that it has not ended since.
 */
const burns: { rate: number; long: string; short: string; severity: Severity; budget: string }[] = [
  { rate: 14.4, long: "1h", short: "5m", severity: "critical", budget: "2 % in an hour" },
  { rate: 6, long: "6h", short: "30m", severity: "critical", budget: "5 % in six hours" },
  { rate: 3, long: "1d", short: "2h", severity: "warning", budget: "10 % in a day" },
  { rate: 1, long: "3d", short: "6h", severity: "warning", budget: "10 % in three days" },
];

const windows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];

/** Burn of both objectives' budgets, for the app in `namespace`. */
export function objectiveRules(
  namespace: string,
  { availability, withinThirtySeconds }: Required<Objectives>,
): RuleGroup {
  const app = `namespace="${namespace}",container="ai-service"`;
  return {
    name: "breakwater-objectives",
    rules: [
      ...windows.map((window) => ({
        record: `ai:request_errors:ratio_rate${window}`,
        // 429 is our own refusal at the limit. 499 is a client that went away, which says nothing about us.
        expr: `sum(rate(ai_request_total{${app},status=~"5..|429"}[${window}])) / sum(rate(ai_request_total{${app}}[${window}]))`,
      })),
      ...windows.map((window) => ({
        record: `ai:request_slow:ratio_rate${window}`,
        // Prometheus 3 writes the bound as 30.0, whatever the app does (prometheus.io, migration to 3).
        expr: `1 - sum(rate(ai_request_latency_seconds_bucket{${app},le=~"30|30.0"}[${window}])) / sum(rate(ai_request_latency_seconds_count{${app}}[${window}]))`,
      })),
      ...burnAlerts("AiServiceErrorBudgetBurn", "ai:request_errors", availability, {
        summary: "ai-service fails or refuses too many requests",
        action:
          "Dashboard Breakwater / App: errors by status. 429 is too little capacity, 5xx a backend or the app itself.",
      }),
      ...burnAlerts("AiServiceLatencyBudgetBurn", "ai:request_slow", withinThirtySeconds, {
        summary: "ai-service answers too slowly",
        action: "Dashboard Breakwater / App: queue depth and backends. Then Breakwater / Autoscaling: do pods come?",
      }),
    ],
  };
}

function burnAlerts(
  name: string,
  ratio: string,
  objective: number,
  texts: { summary: string; action: string },
): (RecordingRule | AlertRule)[] {
  const allowed = 1 - objective;
  return burns.map(({ rate, long, short, severity, budget }) => {
    const limit = Number((rate * allowed).toPrecision(6));
    return alert(name, {
      expr: `${ratio}:ratio_rate${long} > ${limit} and ${ratio}:ratio_rate${short} > ${limit}`,
      severity,
      labels: { window: long },
      description: `{{ $value | humanizePercentage }} over ${long}, where ${percent(allowed)} is allowed: at this rate the budget of 30 days loses ${budget}.`,
      ...texts,
    });
  });
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
