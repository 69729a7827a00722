import { median } from "../load/quantiles";
import type { LoadResult } from "../load/types";
import { progress } from "../progress";
import { load, loadSystem, withSystem, withUpstream, type Stage } from "../stage";
import { ours, shown, type Findings, type Row, type Scenario } from "./scenario";

/** What the upstream and the generator must be able to do alone, or they would be what is measured. */
const ceilingNeeded = 5_000;
const targets = { perSecond: 3_000, timesLitellm: 30, timesFastapi: 15 };

/** Callers at a time. Some systems do best with few: beside the factors under the same load stand those of each at its best. */
const levels = [20, 100, 500];

/** Answers a second on one core, every system at every level, in turns. */
export const throughput: Scenario = {
  name: "throughput",
  title: "Throughput on one core (closed loop, each caller asks again as soon as it is answered)",
  run: (stage) => withUpstream(stage, (port) => measure(stage, port)),
};

async function measure(stage: Stage, upstreamPort: number): Promise<Findings> {
  const callers = stage.quick ? [levels[0]!, levels.at(-1)!] : levels;
  const closedLoop = (connections: number) =>
    ({ kind: "closed-loop", connections, warmUpSeconds: 3, seconds: stage.quick ? 3 : 6 }) as const;

  progress("throughput: the ceiling of upstream and generator alone …");
  const ceiling = await load(stage, { ...closedLoop(1_000), port: upstreamPort });
  const runs: ({ system: string; connections: number; repeat: number } & LoadResult)[] = [];
  for (let repeat = 1; repeat <= (stage.quick ? 1 : 3); repeat++) {
    for (const system of stage.systems.filter(({ missing }) => missing === undefined)) {
      await withSystem(stage, system, upstreamPort, async (launched) => {
        for (const connections of callers) {
          progress(`throughput: ${system.name}, ${connections} callers, repeat ${repeat} …`);
          const result = await loadSystem(stage, launched, closedLoop(connections));
          runs.push({ system: system.name, connections, repeat, ...result });
        }
      });
    }
  }

  const at = (system: string, connections: number) =>
    median(
      runs
        .filter((run) => run.system === system && run.connections === connections)
        .map(({ answeredPerSecond }) => answeredPerSecond),
    );
  const best = (system: string) => Math.max(...callers.map((each) => at(system, each)).filter((each) => each > 0));
  const measured = stage.systems.filter(({ missing }) => missing === undefined).map(({ name }) => name);
  const most = callers.at(-1)!;
  const row = (figure: string, target: string, value: (system: string) => string, met?: boolean): Row => ({
    figure,
    target,
    values: Object.fromEntries(measured.map((system) => [system, value(system)])),
    met,
  });
  const rows = callers.map((each) =>
    row(
      `answers/s, ${each} callers`,
      each === most ? `≥ ${shown(targets.perSecond)}` : "",
      (system) => shown(at(system, each)),
      each === most ? at(ours, each) >= targets.perSecond : undefined,
    ),
  );
  for (const [peer, times] of [
    ["LiteLLM proxy", targets.timesLitellm],
    ["FastAPI + httpx", targets.timesFastapi],
  ] as const) {
    if (!measured.includes(peer)) continue;
    const factors = { same: at(ours, most) / at(peer, most), best: best(ours) / best(peer) };
    rows.push(
      {
        figure: `times ${peer}, ${most} callers each`,
        target: `≥ ${times}`,
        values: { [ours]: shown(factors.same) },
        met: factors.same >= times,
      },
      {
        figure: `times ${peer}, each at its best`,
        target: "",
        values: { [ours]: shown(factors.best) },
      },
    );
  }
  const notes = [
    `Upstream and generator alone, on one core together: ${shown(ceiling.answeredPerSecond)} answers/s ` +
      `(${ceiling.answeredPerSecond >= ceilingNeeded ? "above" : "BELOW"} the ${shown(ceilingNeeded)} that the figures need).`,
  ];
  return { rows, notes, runs: [{ system: "upstream alone", ...ceiling }, ...runs] };
}
