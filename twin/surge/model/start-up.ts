import { type Probe, timingOf } from "@breakwater/plan-views";

/** The fields of a probe that say when it asks. */
export type ProbeTimes = Pick<Probe, "initialDelaySeconds" | "periodSeconds" | "timeoutSeconds" | "failureThreshold">;

/** When a container of a pod gets its first work. */
export interface StartUp {
  startupProbe?: ProbeTimes;
  livenessProbe?: ProbeTimes;
  readinessProbe?: ProbeTimes;
}

/** A container that is killed before it is ready, over and over. */
export interface KilledEarly {
  killedBy: "start-up" | "liveness";
  /** Seconds that it is given. */
  budgetSeconds: number;
}

/**
 * Seconds from the start of a container to its being ready.
 *
 * A probe asks at its delay and then every period. The kubelet gives up after `failureThreshold` answers that are none, and starts the container
 * again: one that needs longer than that is never ready. Readiness and liveness are asked once the start-up probe has succeeded.
 *
 * @param startSeconds until the process answers: its start, or the load of a model
 */
export function readyAfter(
  { startupProbe, livenessProbe, readinessProbe }: StartUp,
  startSeconds: number,
): number | KilledEarly {
  const killer = startupProbe ?? livenessProbe;
  const first = firstSuccess(killer, startSeconds);
  if (killer !== undefined && first > lastChance(killer)) {
    return { killedBy: startupProbe ? "start-up" : "liveness", budgetSeconds: lastChance(killer) };
  }
  const asked = startupProbe ? Math.max(startSeconds, first) : startSeconds;
  return readinessProbe === undefined ? asked : firstSuccess(readinessProbe, asked);
}

/** The first time, of those at which a probe asks, at which the container answers. */
function firstSuccess(probe: ProbeTimes | undefined, answersAfter: number): number {
  if (probe === undefined) return answersAfter;
  const { initialDelay: delay, period } = timingOf(probe);
  return delay + Math.max(0, Math.ceil((answersAfter - delay) / period)) * period;
}

/** The last time at which an answer saves the container. */
function lastChance(probe: ProbeTimes): number {
  const { initialDelay, period, failures } = timingOf(probe);
  return initialDelay + period * (failures - 1);
}
