import { findPrice } from "../../cost";
import type { PoolModel } from "../model";
import type { SurgeCost, SurgeSeries } from "../outcome";
import type { ModelTokens, Route } from "../serving";

/** Prices of the gateway's models; what the cluster's own GPU answers costs nothing here. */
export class TokenPrices {
  /** Dollars a token, by model of the gateway. */
  private readonly perToken = new Map<string, number>();
  /** Models of the gateway without a price. */
  readonly unknown: string[] = [];

  constructor(routes: readonly Route[]) {
    const own = new Set<string>();
    for (const { backend, model } of routes.flatMap(({ entries }) => entries)) {
      if (backend === "vllm") own.add(model);
      else if (!this.perToken.has(model) && !this.unknown.includes(model)) {
        const price = findPrice(`tokens/${model}`);
        if (price === undefined) this.unknown.push(model);
        else this.perToken.set(model, price.price / 1e6);
      }
    }
    for (const model of own) this.perToken.delete(model);
  }

  dollars(byModel: ReadonlyMap<string, ModelTokens>): number {
    let sum = 0;
    for (const [model, { promptTokens, outputTokens }] of byModel) {
      sum += (this.perToken.get(model) ?? 0) * (promptTokens + outputTokens);
    }
    return sum;
  }
}

/** What a course cost: nodes for as long as they stood, and tokens. */
export function costOf(
  series: SurgeSeries,
  byModel: ReadonlyMap<string, ModelTokens>,
  prices: TokenPrices,
  pools: readonly PoolModel[],
): SurgeCost {
  let nodes = 0;
  series.nodeDollarsPerHour.forEach((perHour, index) => {
    nodes += (perHour * (series.t[index]! - (series.t[index - 1] ?? 0))) / 3600;
  });
  const sizes = pools
    .filter(({ dollarsPerHour }) => dollarsPerHour === undefined)
    .map(({ templates }) => templates[0]!.vmSize);
  return {
    nodes: cents(nodes),
    tokens: cents(prices.dollars(byModel)),
    unknown: [...new Set([...sizes, ...prices.unknown])],
  };
}

const cents = (dollars: number): number => Math.round(dollars * 100) / 100;
