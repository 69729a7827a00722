/** A series that Prometheus computes for itself. Its name says level, metric and operation: `ai:request_errors:ratio_rate5m`. */
export interface RecordingRule {
  record: string;
  expr: string;
}

/** A condition that somebody is told of. */
export interface AlertRule {
  alert: string;
  expr: string;
  /** How long it must hold, as a duration of Prometheus. */
  for?: string;
  labels: { severity: Severity } & Record<string, string>;
  annotations: { summary: string; description: string; action: string };
}

/** `critical` wants somebody now, `warning` in working hours. */
export type Severity = "critical" | "warning";

/** Rules that are computed together, one after the other. */
export interface RuleGroup {
  name: string;
  rules: (RecordingRule | AlertRule)[];
}

/** What an alert is made of. */
export interface AlertArgs {
  expr: string;
  /** Time that it must hold, minutes. Default: none, it fires at once. */
  minutes?: number;
  severity: Severity;
  /** Tells alerts of one name apart: Prometheus refuses two that fire under the same labels. Default: none. */
  labels?: Record<string, string>;
  /** What is wrong, in a few words. */
  summary: string;
  /** What it means for users or for money, with the figures. */
  description: string;
  /** What to look at first. */
  action: string;
}

/** An alert, in the shape that Prometheus takes. */
export function alert(name: string, { expr, minutes, severity, labels, ...annotations }: AlertArgs): AlertRule {
  return {
    alert: name,
    expr,
    ...(minutes !== undefined && { for: `${minutes}m` }),
    labels: { severity, ...labels },
    annotations,
  };
}

/**
 * How much a counter with labels has grown in a window, above 0. A series of an event that had never happened before begins at
 * 1, in which `increase` sees no growth: the first event of every pod would go unnoticed.
 */
export const appearedOrGrew = (series: string, window: string): string =>
  `sum(${series} unless ${series} offset ${window}) > 0 or sum(increase(${series}[${window}])) > 0`;
