import type { RetryBudget } from "./retry-budget";
import type { RetryPolicy } from "./retry-policy";
import type { RouteProgress } from "./route";

/** Whether a request whose whole route has failed gets another round, and when: the policy says how long to wait, the budget whether at all. */
export class Retries {
  constructor(
    private readonly policy: RetryPolicy,
    private readonly budget: RetryBudget,
  ) {}

  /** A request has come. */
  request(): void {
    this.budget.request();
  }

  /**
   * Puts a request on its next round, if it gets one.
   *
   * @returns the wait before it, milliseconds; `undefined` where there is none, and the last failure is the request's
   */
  nextRound(progress: RouteProgress): number | undefined {
    const waitMs = this.policy.waitMs(progress.round, progress.retryAfterMs);
    if (waitMs === undefined || !this.budget.take()) return undefined;
    progress.nextRound();
    return waitMs;
  }
}
