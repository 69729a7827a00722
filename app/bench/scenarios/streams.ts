import type { LoadResult } from "../load/types";
import type { Usage } from "../process-usage";
import { progress } from "../progress";
import { defaultUpstream, load, loadSystem, withSystem, withUpstream, type Stage } from "../stage";
import { ours, shown, type Findings, type Scenario } from "./scenario";

const streamsAtATime = 300;
const targets = { tokenDelayMs: 20, megabytes: 200 };

/** A system that passes on fewer tokens than this share of what the upstream alone brings does not keep the streams up. */
const keptUp = 0.97;

/** Many streamed answers at once: what each token is late by, and the memory that they take. */
export const streams: Scenario = {
  name: "streams",
  title: `${streamsAtATime} streams at a time, ${defaultUpstream.tokensPerSecond} tokens/s each`,
  run: (stage) => withUpstream(stage, (port) => measure(stage, port)),
};

async function measure(stage: Stage, upstreamPort: number): Promise<Findings> {
  const spec = {
    kind: "streams",
    streams: streamsAtATime,
    warmUpSeconds: stage.quick ? 3 : 5,
    seconds: stage.quick ? 5 : 30,
  } as const;
  progress("streams: the upstream alone …");
  const direct = await load(stage, { ...spec, port: upstreamPort });
  const runs: ({ system: string } & LoadResult & { usage: Usage })[] = [];
  // A short run spares the peers, whose start takes longer than the measurement.
  for (const system of stage.quick ? stage.systems.slice(0, 1) : stage.systems) {
    if (system.missing !== undefined) continue;
    await withSystem(stage, system, upstreamPort, async (launched) => {
      progress(`streams: ${system.name} …`);
      runs.push({ system: system.name, ...(await loadSystem(stage, launched, spec)) });
    });
  }

  const app = runs.find(({ system }) => system === ours)!;
  const megabytes = ({ usage }: (typeof runs)[number]) => Math.max(...usage.megabytes);
  const delay = (run: LoadResult, quantile: "p50" | "p99") =>
    run.tokenDelayMs[quantile] - direct.tokenDelayMs[quantile];
  const values = (value: (run: (typeof runs)[number]) => string) =>
    Object.fromEntries(runs.map((run) => [run.system, value(run)]));
  return {
    rows: [
      {
        figure: "tokens that came, of what the upstream alone brings",
        target: `≥ ${keptUp * 100} %`,
        values: values((run) => shown((run.tokenDelayMs.count / direct.tokenDelayMs.count) * 100, "%")),
        met: app.tokenDelayMs.count >= direct.tokenDelayMs.count * keptUp,
      },
      { figure: "added delay of a token, p50", target: "", values: values((run) => shown(delay(run, "p50"), "ms")) },
      {
        figure: "added delay of a token, p99",
        target: `≤ ${targets.tokenDelayMs} ms`,
        values: values((run) => shown(delay(run, "p99"), "ms")),
        met: delay(app, "p99") <= targets.tokenDelayMs,
      },
      {
        figure: "most memory",
        target: `≤ ${targets.megabytes} MB`,
        values: values((run) => shown(megabytes(run), "MB")),
        met: megabytes(app) <= targets.megabytes,
      },
      {
        figure: "streams refused, cut or failed",
        target: "0",
        values: values((run) => String(lost(run))),
        met: lost(app) === 0,
      },
    ],
    notes: [
      `The upstream alone: ${shown(direct.tokenDelayMs.count / spec.seconds)} tokens/s, delay p50 ` +
        `${shown(direct.tokenDelayMs.p50, "ms")}, p99 ${shown(direct.tokenDelayMs.p99, "ms")}. Each token carries the time of its writing.`,
    ],
    runs: [{ system: "upstream alone", ...direct }, ...runs],
  };
}

function lost({ refused, failures }: LoadResult): number {
  return refused + Object.values(failures).reduce((total, count) => total + count, 0);
}
