import { heartbeatDeadAfterSeconds, heartbeatEverySeconds, type Probe } from "./probes";

/** Time from one failing check to the next, seconds: the kubelet runs one at a time, so a slow one delays its successor. */
const failingPeriodSeconds = ({ periodSeconds, timeoutSeconds }: Probe) => Math.max(periodSeconds, timeoutSeconds);

/**
 * Longest time for which a started container may not answer without being restarted, whenever the silence begins, seconds.
 * The worst case is a silence that begins with a check: this check fails at its time-out, and so do its successors.
 */
export function livenessBudgetSeconds(liveness: Probe): number {
  return (liveness.failureThreshold - 1) * failingPeriodSeconds(liveness) + liveness.timeoutSeconds;
}

/**
 * As `livenessBudgetSeconds`, for a heartbeat file: the last touch can be a whole beat before the silence begins, then the
 * file must grow old, and the first check can come at that moment. A check of an old file fails at once.
 */
export function heartbeatBudgetSeconds(liveness: Probe): number {
  const untilOld = heartbeatDeadAfterSeconds - heartbeatEverySeconds;
  return untilOld + (liveness.failureThreshold - 1) * liveness.periodSeconds;
}

/** Longest time for which a dead container goes on before it is restarted, seconds: it died just after a check. */
export function deathNoticedSeconds(liveness: Probe): number {
  return liveness.periodSeconds + livenessBudgetSeconds(liveness);
}

/** Longest time that a container may take to start before it is restarted, seconds. */
export function startupBudgetSeconds(startup: Probe): number {
  return (startup.initialDelaySeconds ?? 0) + startup.failureThreshold * failingPeriodSeconds(startup);
}
