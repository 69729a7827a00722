import { findPrice } from "./price-list";

/** What the questions of a month are like. */
export interface TokenUse {
  /** Tokens of a question and of its answer. */
  tokensIn: number;
  tokensOut: number;
  /** Share of the questions by use case, 0 to 1; what is left is of none. */
  shares: Record<string, number>;
}

/**
 * What we assume where nobody knows better. The tokens are the situation's; the shares are our own guess at a shop's customer
 * service, where most questions are simple.
 */
export const assumedUse: TokenUse = {
  tokensIn: 400,
  tokensOut: 300,
  shares: { simple_qa: 0.6, complex_reasoning: 0.1 },
};

/** Model at the gateway by use case. */
const models: Record<string, string> = { simple_qa: "deepseek-v3.2", complex_reasoning: "claude-sonnet-4" };
const otherModel = "gpt-4.1";

/** Use case that an in-cluster model answers first, where there is one. */
const inClusterUseCase = "simple_qa";

/** Tokens of one model in a month, and what they cost. */
export interface TokenLine {
  model: string;
  /** Million tokens. */
  millions: number;
  /** US dollars; `undefined` where the price is not known. */
  dollars: number | undefined;
}

/**
 * What questions cost at the gateway, by model.
 *
 * @param questions in the month
 * @param inCluster whether an own GPU answers the simple ones
 */
export function tokenCosts(questions: number, use: TokenUse, inCluster: boolean): TokenLine[] {
  const others = 1 - Object.values(use.shares).reduce((sum, share) => sum + share, 0);
  const shares = [...Object.entries(use.shares), ["", others] as const];
  const tokens = new Map<string, number>();
  for (const [useCase, share] of shares) {
    if (inCluster && useCase === inClusterUseCase) continue;
    const model = models[useCase] ?? otherModel;
    tokens.set(model, (tokens.get(model) ?? 0) + questions * share * (use.tokensIn + use.tokensOut));
  }
  return [...tokens].map(([model, count]) => {
    const price = findPrice(`tokens/${model}`)?.price;
    return { model, millions: count / 1e6, dollars: price === undefined ? undefined : (price * count) / 1e6 };
  });
}

/**
 * Simple questions/s from which on a GPU node of one's own is cheaper than the gateway, if it can answer as many: its price an
 * hour over that of a question's tokens. `undefined` where a price is not known.
 */
export function breakEvenPerSecond(nodePerHour: number, { tokensIn, tokensOut }: TokenUse): number | undefined {
  const price = findPrice(`tokens/${models[inClusterUseCase]}`)?.price;
  return price === undefined ? undefined : nodePerHour / (((tokensIn + tokensOut) / 1e6) * price * 3600);
}
