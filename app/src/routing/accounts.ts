import type { Usage } from "../engine";
import type { Metrics } from "../metrics";
import type { Price } from "../settings";

/** Keeps the accounts of answers: tokens, dollars and latency by model. The metrics' children are bound once a model, not once a request. */
export class Accounts {
  private readonly byModel = new Map<string, ModelAccount>();

  constructor(
    private readonly prices: Readonly<Record<string, Price>>,
    private readonly metrics: Metrics,
  ) {}

  /** Books an answer's tokens and returns its cost in dollars. A model without a price costs nothing that is known. */
  book(model: string, { promptTokens, completionTokens }: Usage): number {
    const account = this.of(model);
    account.prompt.inc(promptTokens);
    account.completion.inc(completionTokens);
    const dollars = (promptTokens * account.price.input + completionTokens * account.price.output) / 1_000_000;
    account.cost.inc(dollars);
    return dollars;
  }

  /** Time to a whole answer, or to the first event of a stream. */
  answeredAfter(model: string, seconds: number): void {
    this.of(model).latency.observe(seconds);
  }

  private of(model: string): ModelAccount {
    let account = this.byModel.get(model);
    if (account === undefined) {
      const { tokens, cost, responseLatency } = this.metrics;
      account = {
        price: this.prices[model] ?? { input: 0, output: 0 },
        prompt: tokens.labels(model, "prompt"),
        completion: tokens.labels(model, "completion"),
        cost: cost.labels(model),
        latency: responseLatency.labels(model),
      };
      this.byModel.set(model, account);
    }
    return account;
  }
}

interface ModelAccount {
  price: Price;
  prompt: { inc(value: number): void };
  completion: { inc(value: number): void };
  cost: { inc(value: number): void };
  latency: { observe(value: number): void };
}
