import { median } from "../load/quantiles";
import type { LoadResult } from "../load/types";
import { progress } from "../progress";
import { load, loadSystem, withSystem, withUpstream, type Stage } from "../stage";
import type { Launched, System } from "../systems/system";
import { ours, shown, type Findings, type Scenario } from "./scenario";

const ratePerSecond = 500;
const targets = { p50: 1.5, p99: 10 };

/** A question that is not answered by then is lost; far above what any system needs at a rate that it can hold. */
const deadlineMs = 10_000;

/** A rate is held when nothing is lost and the slowest hundredth still comes within a second. */
const heldP99Ms = 1_000;

/** Shares of its own throughput at 10 callers that a peer is tried at, until it holds one. */
const shares = [0.8, 0.6, 0.4, 0.2];

/** What a system adds to the upstream's own time, by an open loop that times each question from when it was due. */
export const addedLatency: Scenario = {
  name: "latency",
  title: `Added latency over the upstream alone (open loop at ${ratePerSecond}/s; peers at a rate that they hold)`,
  run: (stage) => withUpstream(stage, (port) => measure(stage, port)),
};

interface Added {
  system: string;
  ratePerSecond: number;
  p50: number;
  p99: number;
  direct: LoadResult;
  through: LoadResult;
}

async function measure(stage: Stage, upstreamPort: number): Promise<Findings> {
  const repeats = stage.quick ? 1 : 3;
  const runs: Added[] = [];
  for (const system of stage.quick ? stage.systems.slice(0, 1) : stage.systems) {
    if (system.missing !== undefined) continue;
    await withSystem(stage, system, upstreamPort, async (launched) => {
      progress(`latency: the rate for ${system.name} …`);
      const rate = system.name === ours ? ratePerSecond : await heldRate(stage, launched);
      for (let repeat = 1; repeat <= repeats; repeat++) {
        progress(`latency: ${system.name} at ${rate}/s and the upstream alone, repeat ${repeat} …`);
        runs.push(await compare(stage, system, launched, upstreamPort, rate));
      }
    });
  }

  const of = (system: string) => runs.filter((run) => run.system === system);
  const systems = [...new Set(runs.map(({ system }) => system))];
  const values = (value: (runs: Added[]) => string) =>
    Object.fromEntries(systems.map((system) => [system, value(of(system))]));
  const added = (each: Added[], quantile: "p50" | "p99") => median(each.map((run) => run[quantile]));
  const app = { p50: added(of(ours), "p50"), p99: added(of(ours), "p99") };
  return {
    rows: [
      {
        figure: "rate, questions/s",
        target: `${ratePerSecond}`,
        values: values((each) => shown(each[0]!.ratePerSecond)),
      },
      {
        figure: "questions without an answer",
        target: "0",
        values: values((each) => String(sum(each.map(unanswered)))),
        met: sum(of(ours).map(unanswered)) === 0,
      },
      {
        figure: "added latency p50",
        target: `≤ ${targets.p50} ms`,
        values: values((each) => shown(added(each, "p50"), "ms")),
        met: app.p50 <= targets.p50,
      },
      {
        figure: "added latency p99",
        target: `≤ ${targets.p99} ms`,
        values: values((each) => shown(added(each, "p99"), "ms")),
        met: app.p99 <= targets.p99,
      },
    ],
    notes: [
      `The upstream alone at ${ratePerSecond}/s: p50 ${shown(median(of(ours).map(({ direct }) => direct.answerMs.p50)), "ms")}, ` +
        `p99 ${shown(median(of(ours).map(({ direct }) => direct.answerMs.p99)), "ms")}. ` +
        "Added latency is the difference of the quantiles, the two measured in turns.",
    ],
    runs,
  };
}

function unanswered({ through }: Added): number {
  return through.asked - through.answered;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

async function compare(
  stage: Stage,
  system: System,
  launched: Launched,
  upstreamPort: number,
  rate: number,
): Promise<Added> {
  const spec = openLoop(stage, rate);
  const direct = await load(stage, { ...spec, port: upstreamPort });
  const through = await loadSystem(stage, launched, spec);
  const difference = (quantile: "p50" | "p99") => through.answerMs[quantile] - direct.answerMs[quantile];
  return { system: system.name, ratePerSecond: rate, p50: difference("p50"), p99: difference("p99"), direct, through };
}

/** The highest of the shares of its own throughput that a system holds; the lowest if it holds none. */
async function heldRate(stage: Stage, launched: Launched): Promise<number> {
  const most = await loadSystem(stage, launched, {
    kind: "closed-loop",
    connections: 10,
    warmUpSeconds: 1,
    seconds: 4,
  });
  const rates = shares.map((share) => Math.max(5, Math.floor((most.answeredPerSecond * share) / 5) * 5));
  for (const rate of rates) {
    const tried = await loadSystem(stage, launched, openLoop(stage, rate));
    if (tried.answered === tried.asked && tried.answerMs.p99 < heldP99Ms) return rate;
  }
  return rates.at(-1)!;
}

function openLoop(stage: Stage, rate: number) {
  return {
    kind: "open-loop",
    ratePerSecond: rate,
    deadlineMs,
    warmUpSeconds: 3,
    seconds: stage.quick ? 5 : 10,
  } as const;
}
