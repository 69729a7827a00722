import { heartbeatDeadAfterSeconds, heartbeatEverySeconds, type LivenessProbe, type Probe } from "./probes";

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

/** Longest time until the kubelet sees that a container is dead, seconds: it died just after a check. */
export function deathNoticedSeconds(liveness: Probe): number {
  return liveness.periodSeconds + livenessBudgetSeconds(liveness);
}

/**
 * Longest time from a process's hang to its end by SIGKILL, seconds: the kubelet sees it, then waits for the process to end by itself.
 *
 * @param podGraceSeconds grace period of the pod, for a probe without its own
 */
export function hangEndedSeconds(liveness: LivenessProbe, podGraceSeconds: number): number {
  return deathNoticedSeconds(liveness) + (liveness.terminationGracePeriodSeconds ?? podGraceSeconds);
}

/** Longest time that a container may take to start before it is restarted, seconds. */
export function startupBudgetSeconds(startup: Probe): number {
  return (startup.initialDelaySeconds ?? 0) + startup.failureThreshold * failingPeriodSeconds(startup);
}
