import { CronWindow } from "./cron-window";
import type { TriggerSpec } from "./scaled-object";
import { cpuAndMemory, valueTriggers } from "./trigger-types";

/** A trigger whose value the HPA reads through KEDA. */
export interface ExternalTrigger {
  /** As the ScaledObject has it: they tell what it measures. */
  type: string;
  metadata: Readonly<Record<string, string>>;
  /** Name of its metric, as it stands in the HPA. */
  metricName: string;
  /** Name that a formula calls it by. */
  name?: string;
  /** The value that one replica is meant for, thousandths. */
  target: number;
  /** The target is a share of what runs now, not of a replica. */
  ofAll: boolean;
  /** The value above which it is active. */
  activation: number;
  /** The HPA reads what was measured at the last poll. */
  cached: boolean;
  /** Where a schedule is the value. */
  window?: { schedule: CronWindow; replicas: number };
}

/** The metric of a cron trigger is the replicas themselves, 1 for each replica. */
const cronTarget = 1;

/**
 * The triggers that KEDA measures, in the order of the spec.
 *
 * @param epoch Unix time of the simulation's start, seconds: cron triggers need the calendar
 */
export function externalTriggers(triggers: readonly TriggerSpec[], epoch: number): ExternalTrigger[] {
  return triggers.flatMap((trigger, index) => {
    const { type, name, metadata, metricType, useCachedMetrics = false } = trigger;
    if (cpuAndMemory.includes(type)) return [];
    const common = {
      type,
      metadata,
      ...(name !== undefined && { name }),
      ofAll: metricType === "Value",
      cached: useCachedMetrics,
    };
    if (type === "cron") {
      const { start = "", end = "", timezone = "", desiredReplicas } = metadata;
      const metricName = `s${index}-${normalized(`cron-${timezone}-${scheduleName(start)}-${scheduleName(end)}`)}`;
      const window = { schedule: new CronWindow({ start, end, timezone, epoch }), replicas: Number(desiredReplicas) };
      return [{ ...common, metricName, target: cronTarget * 1000, activation: 0, window }];
    }
    const kind = valueTriggers[type]!;
    const target = Number(metadata[kind.target] ?? kind.defaultTarget);
    return [
      {
        ...common,
        metricName: `s${index}-${normalized(kind.metricName(metadata))}`,
        target: Math.round(target * 1000),
        activation: Number(metadata[kind.activation] ?? 0),
      },
    ];
  });
}

/** As KEDA's `NormalizeString`. */
const normalized = (name: string): string => name.replace(/[/.:%()]/g, "-");

/** As KEDA's `parseCronTimeFormat`. */
const scheduleName = (schedule: string): string =>
  schedule.replaceAll(" ", "").replaceAll("*", "x").replaceAll("/", "Sl").replaceAll("?", "Qm").replaceAll(",", "Cm");
