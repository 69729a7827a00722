import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type MeasuredSteps, measuredStepTimes } from "../twin/surge/serving/engine";
import { type EngineRun, readEngineVector, replayVector, saturationRate } from "../twin/surge/serving/replay";

/**
 * The simulator's vLLM against Vidur, a simulator that goes step by step, on the same arrivals and lengths. The tolerances are those of
 * the vectors' README.
 */
const folder = resolve(process.env.VLLM_VECTORS ?? join(__dirname, "vectors/vllm"));

/** A run as the file states it. */
interface RecordedRun extends EngineRun {
  loadShare: number;
  keptUp: boolean | null;
  preemptions: { restarts: number };
}

interface Recorded {
  workload: { kind: string };
  saturation: { requestsPerSecond: number };
  runs: RecordedRun[];
}

const files = readdirSync(folder).filter((name) => /^[^.]+\.(sarathi|vllm)-.+\.json$/.test(name));

test("there are vectors to hold the engine against", () => {
  expect(files.length).toBeGreaterThan(0);
});

describe.each(files)("%s", (name) => {
  const recorded = JSON.parse(readFileSync(join(folder, name), "utf8")) as Recorded;
  const inputs = readEngineVector(join(folder, name));
  const runs = replayVector(inputs);
  const trace = recorded.workload.kind === "trace";

  test("saturates at the same rate", () => {
    const rate = recorded.saturation.requestsPerSecond;
    expect(apart(saturationRate(inputs, 1.6 * rate), rate)).toBeLessThanOrEqual(0.15);
  });

  test("takes as long for the first token, each further one and the whole answer", () => {
    const [middle, tail] = trace ? [0.3, 0.4] : [0.2, 0.3];
    const problems = calm(recorded).flatMap((index) => {
      const [ours, theirs] = [runs[index]!, recorded.runs[index]!];
      return [
        outside("ttft p50", ours.ttftSeconds.p50, theirs.ttftSeconds.p50, middle),
        outside("tpot mean", ours.tpotSeconds.mean, theirs.tpotSeconds.mean, middle),
        outside("e2e p50", ours.e2eSeconds.p50, theirs.e2eSeconds.p50, middle),
        outside("ttft p99", ours.ttftSeconds.p99, theirs.ttftSeconds.p99, tail),
        outside("tpot p99", ours.tpotSeconds.p99, theirs.tpotSeconds.p99, tail),
        outside("e2e p99", ours.e2eSeconds.p99, theirs.e2eSeconds.p99, tail),
      ].flatMap((problem) => (problem === undefined ? [] : [`at ${theirs.arrivalRate}/s: ${problem}`]));
    });
    expect(problems).toEqual([]);
  });

  test("batches as many and fills the cache as far", () => {
    const problems = calm(recorded).flatMap((index) => {
      const [ours, theirs] = [runs[index]!, recorded.runs[index]!];
      return [
        outside("batch", ours.batch.meanWhileBusy, theirs.batch.meanWhileBusy, 0.2),
        outside("cache", ours.kvUsage.mean, theirs.kvUsage.mean, 0.2),
      ].flatMap((problem) => (problem === undefined ? [] : [`at ${theirs.arrivalRate}/s: ${problem}`]));
    });
    expect(problems).toEqual([]);
  });

  test("answers as many a second, and keeps up where the other does", () => {
    const problems = recorded.runs.flatMap((theirs, index) => {
      if (theirs.keptUp === null) return [];
      const ours = runs[index]!;
      const problem = outside(
        "throughput",
        ours.throughput.requestsPerSecond,
        theirs.throughput.requestsPerSecond,
        theirs.keptUp ? 0.1 : 0.15,
      );
      return [
        ...(problem === undefined ? [] : [`at ${theirs.arrivalRate}/s: ${problem}`]),
        ...(growsLittle(ours) === theirs.keptUp ? [] : [`at ${theirs.arrivalRate}/s: kept up is ${!theirs.keptUp}`]),
      ];
    });
    expect(problems).toEqual([]);
  });
});

/** Steps of decodes and prompts together, which no part of the model was made from. */
interface MixedSteps extends MeasuredSteps {
  mixed: { rows: { decodes: number; contextOfDecodes: number; prefillTokens: number; seconds: number }[] };
}

const { models } = JSON.parse(readFileSync(join(folder, "steps.json"), "utf8")) as {
  models: Record<string, MixedSteps>;
};
test.each(Object.entries(models))("steps of decodes and prompts together take as long: %s", (_, model) => {
  const steps = measuredStepTimes(model);
  const ratios = model.mixed.rows.map(({ decodes, contextOfDecodes, prefillTokens, seconds }) =>
    apart(steps.mixed(decodes, contextOfDecodes, [{ tokens: prefillTokens, before: 0 }]), seconds),
  );
  expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeLessThan(0.03);
  expect(Math.max(...ratios)).toBeLessThan(0.12);
});

/** Runs whose latencies can be compared: far enough from saturation, and nobody thrown out of the cache. */
function calm({ runs }: Recorded): number[] {
  return runs.flatMap((run, index) => (run.loadShare <= 0.85 && run.preemptions.restarts === 0 ? [index] : []));
}

/** Half of the 1,500 arrivals lie between the middles of the second and the last quarter; 5 % of them may be left over. */
function growsLittle({ inSystem }: EngineRun): boolean {
  return inSystem.meanLastQuarter - inSystem.meanSecondQuarter < 0.05 * 750;
}

function apart(ours: number, theirs: number): number {
  return Math.abs(ours / theirs - 1);
}

function outside(figure: string, ours: number, theirs: number, tolerance: number): string | undefined {
  return apart(ours, theirs) <= tolerance
    ? undefined
    : `${figure} is ${ours.toPrecision(4)}, theirs ${theirs.toPrecision(4)}`;
}
