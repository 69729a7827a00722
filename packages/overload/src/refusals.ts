import type { CallWindow } from "./call-window";
import type { Cohorts } from "./cohorts";

/** Shares of refused calls that prove a bound: in one window, with so many of them, and over the last calls. */
const provenInWindow = 0.35;
const provenRefusals = 4;
const provenLately = 0.15;
/** Within a bound: the share at which the limit falls, and over the last calls the one at which it grows no more. */
const tolerated = 0.02;
const growing = 0.06;
/** What must be seen of refusals before they are taken for a backend's habit, and the most that may be. */
const leastCalls = 40;
const leastSpread = 0.15;
const mostExcused = 0.4;
const comparedMs = 30_000;

/**
 * Calls that were refused for load. A backend may refuse some whatever its load: when fewer calls at a time are refused as often, that is no bound, and
 * such a share of refusals is excused.
 */
export class Refusals {
  /** Share of refusals that says nothing about load. */
  private excused = 0;

  constructor(
    private readonly cohorts: Cohorts,
    private readonly window: CallWindow,
  ) {}

  /** Whether the window's show a bound. */
  areTooMany(isUnbounded: boolean): boolean {
    const { refusals, refusedOfThese, refusedShare } = this.window;
    if (refusals < 2) return false;
    if (!isUnbounded) return refusedOfThese > Math.max(this.excused, tolerated);
    return (
      (refusals >= provenRefusals && refusedOfThese > Math.max(provenInWindow, this.excused)) ||
      refusedShare > Math.max(provenLately, this.excused)
    );
  }

  /** Whether they are few enough for a limit to grow. */
  get letGrow(): boolean {
    return this.window.refusals === 0 || this.window.refusedShare < Math.max(growing, this.excused);
  }

  /** Excuses them, where fewer calls at a time since then were refused as often. */
  excuse(now: number, since: number): boolean {
    const response = this.cohorts.refusalsSince(Math.max(since, now - comparedMs));
    if (response === undefined || response.calls < leastCalls || response.strain > mostExcused) return false;
    const { spread, atATime, elasticity, error, strain: share } = response;
    if (spread < leastSpread * atATime || elasticity + 2 * error > 0.5) return false;
    this.excused = Math.min(0.6, 2 * share + 0.1);
    return true;
  }
}
