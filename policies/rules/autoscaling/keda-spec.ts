import { type Autoscaler, fallbackBehaviors, isTimeZone, parseSchedule, readerOf } from "@breakwater/plan-views";

/** What of an object is read, as views do it. */
type Reader = ReturnType<typeof readerOf>;

const onPods = new Set(["cpu", "memory"]);

/** What KEDA 2.21 refuses of a trigger, with what it takes (pkg/scalers; `ValidateTriggers` in apis/keda/v1alpha1). */
export function faultsOfTrigger(trigger: Reader): string[] {
  const type = trigger.text("type");
  if (type === undefined) return [];
  const faults: string[] = [];
  const own = onPods.has(type);
  if (trigger.flag("useCachedMetrics") === true && (own || type === "cron"))
    faults.push(`its ${type} trigger has useCachedMetrics, which KEDA does not take of cpu, memory and cron`);
  const metadata = trigger.object("metadata");
  // KEDA before 2.18 took it from the metadata of a cpu or memory trigger.
  const metricType = trigger.text("metricType") || (own ? metadata.text("type") : undefined);
  const allowed = own ? ["Utilization", "AverageValue"] : ["AverageValue", "Value"];
  if (own ? !allowed.includes(metricType ?? "") : metricType !== undefined && !allowed.includes(metricType))
    faults.push(
      `its ${type} trigger has ${metricType === undefined ? "no metricType" : `metricType ${metricType}`}; KEDA takes ${allowed.join(" or ")}`,
    );
  if (own) faults.push(...faultsOfShare(type, metricType, metadata));
  if (type === "cron") faults.push(...faultsOfCron(metadata));
  return faults;
}

function faultsOfShare(type: string, metricType: string | undefined, metadata: Reader): string[] {
  const value = metadata.text("value");
  if (!value) return [`its ${type} trigger has no metadata.value`];
  return metricType === "Utilization" && !/^[+]?[1-9]\d*$/.test(value)
    ? [`its ${type} trigger has metadata.value "${value}"; KEDA takes a whole percent, such as "60"`]
    : [];
}

/** `cronMetadata.Validate` in pkg/scalers/cron_scaler.go. */
function faultsOfCron(metadata: Reader): string[] {
  const faults: string[] = [];
  const [start, end] = ["start", "end"].map((name) => {
    const schedule = metadata.text(name);
    if (!isSchedule(schedule ?? ""))
      faults.push(
        `its cron trigger has ${schedule ? `${name} "${schedule}"` : `no ${name}`}; KEDA takes five fields: minute, hour, day of month, month, day of week from 0 to 6`,
      );
    return schedule;
  });
  if (start && start === end) faults.push(`its cron trigger starts and ends at the same time, "${start}"`);
  const zone = metadata.text("timezone");
  if (!isTimeZone(zone ?? ""))
    faults.push(
      `its cron trigger has ${zone ? `timezone "${zone}"` : "no timezone"}; KEDA takes a name, such as "Asia/Seoul"`,
    );
  const desired = metadata.text("desiredReplicas");
  if (!desired || !/^\+?\d*[1-9]\d*$/.test(desired))
    faults.push(
      `its cron trigger has ${desired ? `desiredReplicas "${desired}"` : "no desiredReplicas"}; KEDA takes a whole number, 1 or more`,
    );
  return faults;
}

/** A time zone in front of it is the schedule's own, and nobody's concern here. */
export const isSchedule = (text: string): boolean => {
  try {
    parseSchedule(text.replace(/^(CRON_)?TZ=\S+\s+/, ""));
    return true;
  } catch {
    return false;
  }
};

/** What KEDA refuses of a fallback (`CheckFallbackValid` and the definition of a ScaledObject). */
export function faultsOfFallback(scaler: Autoscaler): string[] {
  const spec = readerOf(scaler).object("spec");
  if (spec.record("fallback") === undefined) return [];
  const fallback = spec.object("fallback");
  const faults = ["failureThreshold", "replicas"].flatMap((name) => {
    const count = fallback.number(name);
    if (count !== undefined && count >= 0) return [];
    return [`its fallback has ${count === undefined ? `no ${name}` : `${name} ${count}`}; KEDA takes 0 or more`];
  });
  const behavior = fallback.text("behavior");
  if (behavior !== undefined && !fallbackBehaviors.some((taken) => taken === behavior))
    faults.push(`its fallback has the behavior ${behavior}; KEDA takes ${fallbackBehaviors.join(", ")}`);
  const formula = spec.object("advanced").object("scalingModifiers").text("formula");
  if (behavior === "scalingModifiers" && !formula)
    faults.push("its fallback has the behavior scalingModifiers, and there is no scalingModifiers.formula");
  if (!formula && scaler.triggers.length > 0 && scaler.triggers.every(({ type }) => onPods.has(type)))
    faults.push("it has a fallback and no trigger but cpu and memory, for which KEDA has none; remove the fallback");
  return faults;
}
