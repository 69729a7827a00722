import { type EngineUsage, measuredStepTimes, type SchedulerOptions, type StepTimes, VllmReplica } from "../engine";
import { type RequestLengths, requestLengths } from "./lengths";
import { type DurationStatistics, meanInside, statisticsOf } from "./statistics";
import type { EngineVector, EngineVectorInputs } from "./vector";

/** What the engine did in one run of a vector; the words are those of the vectors' README. */
export interface EngineRun {
  /** Requests a second that arrive, nominally. */
  arrivalRate: number;
  /** The same as it really was in the window. */
  measuredArrivalRate: number;
  ttftSeconds: DurationStatistics;
  /** Of requests with more than one token. */
  tpotSeconds: DurationStatistics;
  e2eSeconds: DurationStatistics;
  /** In the window, a second. */
  throughput: { requestsPerSecond: number; outputTokensPerSecond: number };
  batch: { meanWhileBusy: number };
  kvUsage: { mean: number };
  preemptions: { restarts: number };
  /** Requests inside, means of the second and the last quarter of the arrivals. */
  inSystem: { meanSecondQuarter: number; meanLastQuarter: number };
}

/** Runs a vector through the simulator's vLLM. */
export function replayVector(inputs: EngineVectorInputs): EngineRun[] {
  const steps = measuredStepTimes(inputs.steps);
  return inputs.vector.runs.map((run) => replayRun(inputs, steps, run));
}

/** Rounds of the arrivals in an overload: long enough that the time in which the batch fills is a small part. */
const overloadRounds = 3;

/**
 * The rate at which the vector's engine finishes requests while a queue never empties, by a steady overload.
 *
 * @param overload rate of the arrivals, well above what the engine can do
 */
export function saturationRate({ vector, steps, gaps, lengths }: EngineVectorInputs, overload: number): number {
  const requests = vector.runs[0]!.requests;
  const repeated = (numbers: number[]): number[] =>
    Array.from({ length: overloadRounds }, () => numbers.slice(0, requests)).flat();
  const inputs: EngineVectorInputs = {
    vector,
    steps,
    gaps: repeated(gaps),
    lengths: lengths && { promptTokens: repeated(lengths.promptTokens), outputTokens: repeated(lengths.outputTokens) },
  };
  const all = requests * overloadRounds;
  // The first 30 % fill the batch and are left out.
  const run = { arrivalRate: overload, requests: all, warmupRequests: Math.round(all * 0.3) };
  const { throughput } = replayRun(inputs, measuredStepTimes(steps), run);
  const { outputTokens } = requestLengths(inputs, all);
  return (throughput.outputTokensPerSecond * all) / outputTokens.reduce((sum, tokens) => sum + tokens, 0);
}

type Run = EngineVector["runs"][number];

function replayRun(inputs: EngineVectorInputs, steps: StepTimes, run: Run): EngineRun {
  const { arrivalRate, requests, warmupRequests } = run;
  const arrivals = new Float64Array(requests);
  let time = 0;
  for (let index = 0; index < requests; index++) arrivals[index] = time += inputs.gaps[index]! / arrivalRate;
  const lengths = requestLengths(inputs, requests);
  const { firstTokens, ends, before, after, cacheBlocks } = serve(
    inputs.vector,
    steps,
    arrivals,
    lengths,
    warmupRequests,
  );

  const measured = Array.from({ length: requests - warmupRequests }, (_, index) => index + warmupRequests);
  const window = arrivals[requests - 1]! - arrivals[warmupRequests]!;
  const inWindow = ends.filter((end) => end > arrivals[warmupRequests]! && end <= arrivals[requests - 1]!).length;
  const busy = after.busySeconds - before.busySeconds;
  const span = arrivals[requests - 1]!;
  return {
    arrivalRate,
    measuredArrivalRate: (requests - warmupRequests - 1) / window,
    ttftSeconds: statisticsOf(measured.map((index) => firstTokens[index]! - arrivals[index]!)),
    tpotSeconds: statisticsOf(
      measured
        .filter((index) => lengths.outputTokens[index]! > 1)
        .map((index) => (ends[index]! - firstTokens[index]!) / (lengths.outputTokens[index]! - 1)),
    ),
    e2eSeconds: statisticsOf(measured.map((index) => ends[index]! - arrivals[index]!)),
    throughput: {
      requestsPerSecond: inWindow / window,
      outputTokensPerSecond: (after.outputTokens - before.outputTokens) / window,
    },
    batch: { meanWhileBusy: (after.batchSeconds - before.batchSeconds) / busy },
    kvUsage: { mean: (after.blockSeconds - before.blockSeconds) / busy / cacheBlocks },
    preemptions: { restarts: after.restarts - before.restarts },
    inSystem: {
      meanSecondQuarter: meanInside(arrivals, ends, span / 4, span / 2),
      meanLastQuarter: meanInside(arrivals, ends, (span * 3) / 4, span),
    },
  };
}

interface Served {
  firstTokens: Float64Array;
  ends: Float64Array;
  /** What the engine had done when the window began, and when it ended. */
  before: EngineUsage;
  after: EngineUsage;
  cacheBlocks: number;
}

/** Lets all requests arrive, and runs the engine until the last is done. */
function serve(
  vector: EngineVector,
  steps: StepTimes,
  arrivals: Float64Array,
  { promptTokens, outputTokens }: RequestLengths,
  warmupRequests: number,
): Served {
  const firstTokens = new Float64Array(arrivals.length);
  const ends = new Float64Array(arrivals.length);
  const engine = new VllmReplica({
    steps,
    scheduler: schedulerOf(vector),
    kvCacheTokens: vector.kvCacheTokens,
    watermarkShare: vector.scheduler.watermarkShare,
    onFirstToken: (id, at) => (firstTokens[id] = at),
    onDone: (id, at) => (ends[id] = at),
  });
  let before = { ...engine.usage };
  for (const [id, arrival] of arrivals.entries()) {
    while (engine.nextChange <= arrival) engine.advance();
    if (id === warmupRequests) before = { ...engine.usage };
    engine.submit({ id, promptTokens: promptTokens[id]!, outputTokens: outputTokens[id]! }, arrival);
  }
  const after = { ...engine.usage };
  while (engine.nextChange < Infinity) engine.advance();
  return { firstTokens, ends, before, after, cacheBlocks: engine.cacheBlocks };
}

function schedulerOf({ scheduler }: EngineVector): SchedulerOptions {
  const maxRunning = scheduler.maxRunningRequests;
  return scheduler.name === "sarathi"
    ? { kind: "chunkedPrefill", stepTokens: scheduler.chunkTokens, maxRunning }
    : { kind: "wholePrompts", promptTokens: scheduler.maxTokensInPrefillBatch, maxRunning };
}
