import type { ChatRequest, Usage } from "../engine";
import type { Metrics } from "../metrics";
import type { Price } from "../settings";

/** What stands for a key or a use case that a request does not have. */
const none = "none";

/**
 * Keeps the accounts of answers: tokens, dollars and latency. The metrics' children are bound once a model, and dollars' once a model, key and use
 * case, all of which the settings bound; not once a request.
 */
export class Accounts {
  private readonly byModel = new Map<string, ModelAccount>();

  constructor(
    private readonly prices: Readonly<Record<string, Price>>,
    private readonly metrics: Metrics,
    /** Use cases of the settings. */
    private readonly useCases: ReadonlySet<string>,
  ) {}

  /** Books what a request has used of a model, tells its meter, and returns the dollars. A model without a price costs nothing that is known. */
  book(request: Pick<ChatRequest, "caller" | "useCase" | "meter">, model: string, usage: Usage): number {
    const account = this.of(model);
    account.prompt.inc(usage.promptTokens);
    account.completion.inc(usage.completionTokens);
    const dollars = dollarsOf(account.price, usage);
    const { useCase = none } = request;
    // Embeddings go by their model: a use case that they name chose nothing, and may be anything.
    const chosen = this.useCases.has(useCase) ? useCase : none;
    this.costOf(account, model, request.caller?.key ?? none, chosen).inc(dollars);
    request.meter?.used(usage, dollars);
    return dollars;
  }

  /** Time to a whole answer, or to the first event of a stream. */
  answeredAfter(model: string, seconds: number): void {
    this.of(model).latency.observe(seconds);
  }

  private costOf({ costs }: ModelAccount, model: string, key: string, useCase: string): Counter {
    let ofKey = costs.get(key);
    if (ofKey === undefined) costs.set(key, (ofKey = new Map()));
    let cost = ofKey.get(useCase);
    if (cost === undefined) ofKey.set(useCase, (cost = this.metrics.cost.labels(model, key, useCase)));
    return cost;
  }

  private of(model: string): ModelAccount {
    let account = this.byModel.get(model);
    if (account === undefined) {
      const { tokens, responseLatency } = this.metrics;
      account = {
        price: this.prices[model] ?? { input: 0, output: 0 },
        prompt: tokens.labels(model, "prompt"),
        completion: tokens.labels(model, "completion"),
        costs: new Map(),
        latency: responseLatency.labels(model),
      };
      this.byModel.set(model, account);
    }
    return account;
  }
}

/** Dollars for the tokens: those of the prompt that came from the provider's cache have a price of their own. */
function dollarsOf(price: Price, { promptTokens, completionTokens, cachedTokens = 0 }: Usage): number {
  const { input, output, cachedInput = input } = price;
  const prompt = (promptTokens - cachedTokens) * input + cachedTokens * cachedInput;
  return (prompt + completionTokens * output) / 1_000_000;
}

interface Counter {
  inc(value: number): void;
}

interface ModelAccount {
  price: Price;
  prompt: Counter;
  completion: Counter;
  /** By key, then by use case. */
  costs: Map<string, Map<string, Counter>>;
  latency: { observe(value: number): void };
}
