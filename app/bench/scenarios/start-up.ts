import { median } from "../load/quantiles";
import { progress } from "../progress";
import { withSystem, withUpstream, type Stage } from "../stage";
import { ours, shown, type Findings, type Scenario } from "./scenario";

const targetMs = 1_000;

/** From the start of the process to the first 200 of its readiness path, on the one core that it has. */
export const startUp: Scenario = {
  name: "start-up",
  title: "Start to ready",
  run: (stage) => withUpstream(stage, (port) => measure(stage, port)),
};

async function measure(stage: Stage, upstreamPort: number): Promise<Findings> {
  const runs: { system: string; readyMs: number }[] = [];
  for (let repeat = 1; repeat <= (stage.quick ? 1 : 5); repeat++) {
    for (const system of stage.quick ? stage.systems.slice(0, 1) : stage.systems) {
      if (system.missing !== undefined) continue;
      progress(`start-up: ${system.name}, repeat ${repeat} …`);
      const readyMs = await withSystem(stage, system, upstreamPort, async (launched) => launched.readyMs);
      runs.push({ system: system.name, readyMs });
    }
  }
  const of = (system: string) => median(runs.filter((run) => run.system === system).map(({ readyMs }) => readyMs));
  const values = Object.fromEntries(runs.map(({ system }) => [system, shown(of(system) / 1000, "s")]));
  return {
    rows: [{ figure: "start to ready", target: `≤ ${shown(targetMs / 1000, "s")}`, values, met: of(ours) <= targetMs }],
    notes: [],
    runs,
  };
}
