/** What is known about the main thread at the moment of a probe. */
export interface Vitals {
  /** Time since the event loop's last turn, milliseconds. */
  sinceBeatMs: number;
  started: boolean;
  draining: boolean;
  /** Pieces of work in hand. */
  busy: number;
}

/** By which figures the vitals are judged. */
export interface HealthLimits {
  /** Time for which the main thread may be silent and still counts as alive, milliseconds. */
  blockBudgetMs: number;
  /** Whether a busy pod is not ready: right behind a Service, wrong for a pod that pulls from a queue. */
  busyIsUnready: boolean;
}

/** The answer to a probe: `ok` is 200, everything else 503. */
export interface Verdict {
  ok: boolean;
  status: "ok" | "blocked" | "dead" | "starting" | "draining" | "busy";
}

/**
 * Silence after which the main thread counts as blocked and not merely between two beats, milliseconds: eight beats, and
 * above what a garbage collection takes.
 */
const blockedAfterMs = 2_000;

/** Is it dead? A blocked thread is not, until its budget is spent: a restart would only lose the work. */
export function judgeLiveness(vitals: Vitals, limits: HealthLimits): Verdict {
  if (vitals.sinceBeatMs > limits.blockBudgetMs) return { ok: false, status: "dead" };
  return { ok: true, status: vitals.sinceBeatMs > blockedAfterMs ? "blocked" : "ok" };
}

/** May it get new work? A failure only takes the pod out of the Service. */
export function judgeReadiness(vitals: Vitals, limits: HealthLimits): Verdict {
  const live = judgeLiveness(vitals, limits);
  if (!live.ok) return live;
  if (!vitals.started) return { ok: false, status: "starting" };
  if (vitals.draining) return { ok: false, status: "draining" };
  if (limits.busyIsUnready && (vitals.busy > 0 || live.status === "blocked")) return { ok: false, status: "busy" };
  return live;
}

/**
 * How much longer than its longest block a main thread may be silent, seconds: half a period of the worker profile's
 * liveness, for a pause of the machine on top of the block.
 */
const blockMarginSeconds = 15;

/**
 * Time for which the main thread may be silent and still counts as alive, milliseconds. With the worker's 60 s it is 75 s,
 * below the worker profile's 3 x 30 s: a block of any lawful length passes every probe, a true hang fails them from then on.
 */
export const blockBudgetMs = (longestBlockSeconds: number): number =>
  (longestBlockSeconds + blockMarginSeconds) * 1_000;
