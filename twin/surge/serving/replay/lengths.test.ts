import { referenceSteps } from "../engine/reference-steps";
import { requestLengths } from "./lengths";
import type { EngineVectorInputs } from "./vector";

const percents = [0, 5, 50, 95, 100];
const trace: EngineVectorInputs["vector"]["workload"] = {
  kind: "trace",
  promptTokens: { mean: 1_100 },
  outputTokens: { mean: 200 },
  quantilePercents: percents,
  promptQuantiles: [8, 180, 1_000, 4_030, 4_060],
  outputQuantiles: [10, 40, 136, 450, 1_000],
  rankCorrelation: 0.3,
};

function drawn(requests: number) {
  const vector = {
    name: "conv",
    format: 1 as const,
    model: { name: "any" },
    scheduler: {
      name: "vllm" as const,
      maxTokensInPrefillBatch: 4_096,
      blockTokens: 16 as const,
      maxRunningRequests: 8,
      watermarkShare: 0.01,
    },
    kvCacheTokens: 4_096,
    workload: trace,
    arrivals: "arrivals.json",
    runs: [],
  };
  return requestLengths({ vector, steps: { name: "any", ...referenceSteps }, gaps: [], lengths: undefined }, requests);
}

const quantileOf = (values: number[], percent: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((percent / 100) * (values.length - 1))]!;
const meanOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test("a trace's lengths have its quantiles and, by the shape of their upper end, its mean", () => {
  const { outputTokens } = drawn(4_000);
  for (const [index, percent] of percents.entries()) {
    expect(Math.abs(quantileOf(outputTokens, percent) / trace.outputQuantiles[index]! - 1)).toBeLessThan(0.05);
  }
  expect(Math.abs(meanOf(outputTokens) / 200 - 1)).toBeLessThan(0.05);
});

test("long prompts tend to have long answers, as the trace's rank correlation says", () => {
  const { promptTokens, outputTokens } = drawn(4_000);
  const median = quantileOf(promptTokens, 50);
  const answersOf = (long: boolean): number[] =>
    outputTokens.filter((_, index) => promptTokens[index]! > median === long && promptTokens[index]! < 3_000);
  expect(meanOf(answersOf(true))).toBeGreaterThan(meanOf(answersOf(false)));
});

test("no request of a trace is longer than the trace was cut to", () => {
  const { promptTokens, outputTokens } = drawn(4_000);
  expect(Math.max(...promptTokens.map((prompt, index) => prompt + outputTokens[index]!))).toBeLessThanOrEqual(4_096);
});

test("the same lengths are drawn each time", () => {
  expect(drawn(50)).toEqual(drawn(50));
});
