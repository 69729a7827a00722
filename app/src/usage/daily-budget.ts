import { ChatError, type ChatRequest } from "../engine";
import type { Logger } from "../logging";
import type { RouteEntry } from "../settings";
import type { Account } from "./account";
import { dayOf, msToNextDay } from "./day-counts";
import { nanoPerDollar } from "./reservation";

/** How far the day's budget is used: not far, so far that batch requests no longer cost, up. */
type Step = "open" | "batch" | "spent";

/** What a daily budget works with. */
export interface DailyBudgetOptions {
  /** What the whole service has used today. */
  account: Account;
  dollars: number;
  /** Share of it from which batch requests may cost nothing. */
  batchShare: number;
  logger: Pick<Logger, "info" | "warn">;
  /** Milliseconds since 1970. */
  now: () => number;
}

/**
 * The service's budget of a day, in UTC, of all its processes together. When it is nearly used, batch requests get the in-cluster model only, which has
 * no price; when it is used, all do. What is in progress ends.
 */
export class DailyBudget {
  private step: Step = "open";
  private readonly inCluster = new WeakMap<readonly RouteEntry[], readonly RouteEntry[]>();

  constructor(private readonly options: DailyBudgetOptions) {}

  /** Share of the budget that is used. */
  get usedShare(): number {
    const { account, dollars } = this.options;
    return account.today.used("nanoDollars", account.others) / (dollars * nanoPerDollar);
  }

  /**
   * The part of a route that a request may take now.
   *
   * @throws ChatError (429 for batch, 503) where every entry of it costs
   */
  routeOf(route: readonly RouteEntry[], priority: ChatRequest["priority"]): readonly RouteEntry[] {
    const step = this.look();
    if (step === "open" || (step === "batch" && priority !== "batch")) return route;
    let left = this.inCluster.get(route);
    if (left === undefined) {
      left = route.filter(({ backend }) => backend === "vllm");
      this.inCluster.set(route, left);
    }
    if (left.length === 0) throw this.refusal(step);
    return left;
  }

  /** How far the budget is used now; a step is told in the log when it is taken. */
  look(): Step {
    const { dollars, batchShare, logger } = this.options;
    const share = this.usedShare;
    const step = share >= 1 ? "spent" : share >= batchShare ? "batch" : "open";
    if (step !== this.step) {
      this.step = step;
      const fields = { spentDollars: Math.round(share * dollars * 100) / 100, budgetDollars: dollars };
      if (step === "open") logger.info(fields, "daily budget: a new day has begun, everything is answered");
      else if (step === "batch") logger.warn(fields, "daily budget: nearly used, batch gets the in-cluster model only");
      else logger.warn(fields, "daily budget: used, everything gets the in-cluster model only");
    }
    return step;
  }

  private refusal(step: Step): ChatError {
    const at = this.options.now();
    const begins = `A new day begins at ${dayOf(at + msToNextDay(at))}T00:00:00Z.`;
    const options = { retryAfterSeconds: Math.ceil(msToNextDay(at) / 1_000) };
    return step === "batch"
      ? new ChatError("service_budget_batch", `This service has used most of its budget of today. ${begins}`, options)
      : new ChatError("service_budget_exhausted", `This service has used its budget of today. ${begins}`, options);
  }
}
