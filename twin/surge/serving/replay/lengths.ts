import { Random } from "../../events";
import { Table } from "../engine/table";
import type { EngineVectorInputs } from "./vector";

/** Tokens of each request, in the order of arrival. */
export interface RequestLengths {
  promptTokens: number[];
  outputTokens: number[];
}

/** A trace is known by its quantiles only, so its lengths are drawn; the seed makes the draw the same each time. */
const traceSeed = 1;

/** Most tokens of a request of a trace, prompt and answer together: the trace was cut to that. */
const traceTokens = 4096;

/** The lengths of a workload. */
export function requestLengths({ vector, lengths }: EngineVectorInputs, requests: number): RequestLengths {
  const { workload } = vector;
  switch (workload.kind) {
    case "fixed":
      return {
        promptTokens: new Array<number>(requests).fill(workload.promptTokens),
        outputTokens: new Array<number>(requests).fill(workload.outputTokens),
      };
    case "list":
      return {
        promptTokens: lengths!.promptTokens.slice(0, requests),
        outputTokens: lengths!.outputTokens.slice(0, requests),
      };
    case "trace":
      return drawTrace(workload, requests);
    default:
      return workload satisfies never;
  }
}

interface Trace {
  promptTokens: { mean: number };
  outputTokens: { mean: number };
  quantilePercents: number[];
  promptQuantiles: number[];
  outputQuantiles: number[];
  rankCorrelation: number;
}

/**
 * Lengths with the trace's quantiles and mean and, nearly, its rank correlation: two correlated Gaussian numbers a request, each replaced by
 * the quantile of its rank. Drawing the quantiles at random instead would give a sample of another mean.
 */
function drawTrace(trace: Trace, requests: number): RequestLengths {
  const random = new Random(traceSeed);
  // Pearson's correlation of two Gaussians for a rank correlation.
  const correlation = 2 * Math.sin((Math.PI / 6) * trace.rankCorrelation);
  const first = Array.from({ length: requests }, () => random.normal());
  const second = first.map((x) => correlation * x + Math.sqrt(1 - correlation ** 2) * random.normal());
  const shares = trace.quantilePercents.map((percent) => percent / 100);
  const lengths = {
    promptTokens: byRank(first, quantileCurve(shares, trace.promptQuantiles, trace.promptTokens.mean)),
    outputTokens: byRank(second, quantileCurve(shares, trace.outputQuantiles, trace.outputTokens.mean)),
  };
  fitTotals(lengths, random);
  return lengths;
}

/** Where prompt and answer together are too long, swaps the answer for a shorter one of another request: both quantiles stay as they are. */
function fitTotals({ promptTokens, outputTokens }: RequestLengths, random: Random): void {
  const tooLong = (prompt: number, output: number): boolean =>
    promptTokens[prompt]! + outputTokens[output]! > traceTokens;
  for (let index = 0; index < promptTokens.length; index++) {
    if (!tooLong(index, index)) continue;
    const start = random.below(promptTokens.length);
    for (let step = 0; step < promptTokens.length; step++) {
      const other = (start + step) % promptTokens.length;
      if (tooLong(index, other) || tooLong(other, index)) continue;
      [outputTokens[index], outputTokens[other]] = [outputTokens[other]!, outputTokens[index]!];
      break;
    }
  }
}

/** The length below which a share of the requests lies. */
type QuantileCurve = (share: number) => number;

/**
 * Straight between the quantiles, but for the last stretch: between the 95th percentile and the maximum most requests are near the
 * former. It rises as a power of the share, the one that gives the trace's mean.
 */
function quantileCurve(shares: number[], values: number[], mean: number): QuantileCurve {
  const table = new Table(shares.map((share, index) => [share, values[index]!]));
  const [from, low] = [shares.at(-2)!, values.at(-2)!];
  const [to, high] = [shares.at(-1)!, values.at(-1)!];
  let before = 0;
  for (let index = 1; index < shares.length - 1; index++) {
    before += ((values[index]! + values[index - 1]!) / 2) * (shares[index]! - shares[index - 1]!);
  }
  // The mean of u^power over [0, 1] is 1 / (power + 1): what the last stretch must have for the whole to have its mean.
  const meanRise = ((mean - before) / (to - from) - low) / (high - low);
  const power = 1 / Math.min(1, Math.max(0.01, meanRise)) - 1;
  return (share) => (share <= from ? table.at(share) : low + (high - low) * ((share - from) / (to - from)) ** power);
}

function byRank(numbers: number[], lengthAt: QuantileCurve): number[] {
  const order = numbers.map((_, index) => index).sort((a, b) => numbers[a]! - numbers[b]!);
  const lengths = new Array<number>(numbers.length);
  for (const [rank, index] of order.entries()) {
    lengths[index] = Math.max(1, Math.round(lengthAt((rank + 0.5) / numbers.length)));
  }
  return lengths;
}
