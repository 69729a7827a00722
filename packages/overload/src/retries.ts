import { RetryBudget, type RetryBudgetOptions } from "./retry-budget";
import type { RetryPolicy } from "./retry-policy";
import type { RouteEntry, RouteProgress } from "./route";

/**
 * Whether a request whose whole route has failed gets another round, and when: the policy says how long to wait, the budget whether at all. Each model at
 * each backend has a budget, filled and spent by the requests whose route begins there: retries of a model that fails take none from another.
 */
export class Retries {
  private readonly budgets = new Map<string, Map<string, RetryBudget>>();

  /** @param budget what each budget is made of */
  constructor(
    private readonly policy: RetryPolicy,
    private readonly budget: RetryBudgetOptions,
  ) {}

  /** A request with this route has come. */
  request({ route }: Pick<RouteProgress, "route">): void {
    this.budgetOf(route).request();
  }

  /**
   * Puts a request on its next round, if it gets one.
   *
   * @returns the wait before it, milliseconds; `undefined` where there is none, and the last failure is the request's
   */
  nextRound(progress: RouteProgress): number | undefined {
    const waitMs = this.policy.waitMs(progress.round, progress.retryAfterMs);
    if (waitMs === undefined || !this.budgetOf(progress.route).take()) return undefined;
    progress.nextRound();
    return waitMs;
  }

  /** Models come from routes, so there are few. */
  private budgetOf([first]: readonly RouteEntry[]): RetryBudget {
    const { backend, model } = first!;
    let models = this.budgets.get(backend);
    if (models === undefined) this.budgets.set(backend, (models = new Map()));
    let budget = models.get(model);
    if (budget === undefined) models.set(model, (budget = new RetryBudget(this.budget)));
    return budget;
  }
}
