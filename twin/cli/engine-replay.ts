import { type EngineRun, readEngineVector, replayVector } from "../surge/serving/replay";
import { print } from "../terminal";

export interface EngineReplayOptions {
  /** Vector file; `steps.json`, `arrivals.json` and, for a list of lengths, `mixed-lengths.json` lie beside it. */
  file: string;
  /** Print the runs, and nothing else, on stdout. */
  json?: boolean;
}

/** `breakwater engine-replay`: what the simulator's vLLM does under the load of a vector. */
export async function run({ file, json }: EngineReplayOptions): Promise<number> {
  const runs = replayVector(readEngineVector(file)).map(figures);
  await print(json ? `${JSON.stringify(runs, null, 2)}\n` : table(runs));
  return 0;
}

/** The figures that a run is compared by. */
function figures({ arrivalRate, ttftSeconds, tpotSeconds, e2eSeconds, throughput }: EngineRun) {
  return {
    arrivalRate,
    ttftSeconds: { p50: ttftSeconds.p50, p99: ttftSeconds.p99 },
    tpotSeconds: { mean: tpotSeconds.mean },
    e2eSeconds: { p50: e2eSeconds.p50, p99: e2eSeconds.p99 },
    throughput: { requestsPerSecond: throughput.requestsPerSecond },
  };
}

const columns = ["arrivals/s", "ttft p50", "ttft p99", "tpot mean", "e2e p50", "e2e p99", "answers/s"];

function table(runs: ReturnType<typeof figures>[]): string {
  const rows = runs.map((row) => [
    row.arrivalRate,
    row.ttftSeconds.p50,
    row.ttftSeconds.p99,
    row.tpotSeconds.mean,
    row.e2eSeconds.p50,
    row.e2eSeconds.p99,
    row.throughput.requestsPerSecond,
  ]);
  const line = (cells: string[]): string => `${cells.map((cell) => cell.padStart(11)).join("")}\n`;
  return [
    line(columns),
    ...rows.map((row) => line(row.map((figure) => String(Number(figure.toPrecision(4)))))),
    "Times in seconds. Simulated, not measured.\n",
  ].join("");
}
