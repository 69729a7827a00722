import type { Metrics } from "../metrics";

/** How a key's request ended: answered, failed, or not let in for its rate, its budget or what it asks. */
const outcomes = ["answered", "failed", "rate_limited", "over_budget", "refused"] as const;
type Outcome = (typeof outcomes)[number];

/** What the codes of refusals count as; every other one is a refusal of what was asked. */
const refusals: Readonly<Record<string, Outcome>> = {
  rate_limit_exceeded: "rate_limited",
  insufficient_quota: "over_budget",
  service_budget_batch: "over_budget",
  service_budget_exhausted: "over_budget",
};

/** Usage by key. The metrics' children are bound once a key: their number is that of the list's names. */
export class KeyMetrics {
  private readonly byKey = new Map<string, ByKey>();

  constructor(private readonly metrics: Pick<Metrics, "keyRequests" | "keyTokens">) {}

  used(key: string, promptTokens: number, completionTokens: number): void {
    const { prompt, completion } = this.of(key);
    prompt.inc(promptTokens);
    completion.inc(completionTokens);
  }

  ended(key: string, outcome: Outcome): void {
    this.of(key).requests[outcome].inc(1);
  }

  /** A request that was refused with that code. */
  refused(key: string, code: string): void {
    this.ended(key, refusals[code] ?? "refused");
  }

  /** Makes a key's metrics before its first request: a counter that appears with its first increase has none that a rate would see. */
  expect(key: string): void {
    this.of(key);
  }

  private of(key: string): ByKey {
    let found = this.byKey.get(key);
    if (found === undefined) {
      const { keyRequests, keyTokens } = this.metrics;
      const requests = Object.fromEntries(
        outcomes.map((outcome) => {
          const child = keyRequests.labels(key, outcome);
          child.inc(0);
          return [outcome, child];
        }),
      ) as Record<Outcome, Counter>;
      found = { requests, prompt: keyTokens.labels(key, "prompt"), completion: keyTokens.labels(key, "completion") };
      found.prompt.inc(0);
      found.completion.inc(0);
      this.byKey.set(key, found);
    }
    return found;
  }
}

interface Counter {
  inc(value: number): void;
}

interface ByKey {
  requests: Record<Outcome, Counter>;
  prompt: Counter;
  completion: Counter;
}
