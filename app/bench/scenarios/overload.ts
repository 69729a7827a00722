import { median } from "../load/quantiles";
import type { LoadResult } from "../load/types";
import type { Usage } from "../process-usage";
import { progress } from "../progress";
import { defaultUpstream, loadSystem, withSystem, withUpstream, type Stage } from "../stage";
import { ours, shown, type Findings, type Scenario } from "./scenario";

const capacityPerSecond = 200;
const offeredPerSecond = 2_000;

/** Patience of a caller: the app's own 2 s for a place, and one for the answer. */
const deadlineMs = 3_000;

/** Growth of memory from the first seconds to the last that still counts as flat: collectors do not run by the clock. */
const flatGrowth = 0.1;

/** Of those not answered, so many must be told at once; the last hundredth is left to the start of the surge and the machine. */
const refusedInTime = 0.99;
const shareOfCapacity = 0.9;

/** Ten times what the upstream can answer: how much of its capacity still comes through, and how the rest is told. */
export const overload: Scenario = {
  name: "overload",
  title:
    `Overload: an upstream with ${capacityPerSecond} answers/s of capacity, ${shown(offeredPerSecond)} questions/s, ` +
    `callers give up after ${deadlineMs / 1000} s`,
  run: (stage) =>
    withUpstream(stage, (port) => measure(stage, port), { ...defaultUpstream, answersPerSecond: capacityPerSecond }),
};

type Run = { system: string } & LoadResult & { usage: Usage };

async function measure(stage: Stage, upstreamPort: number): Promise<Findings> {
  const seconds = stage.quick ? 8 : 60;
  const runs: Run[] = [];
  for (const system of stage.quick ? stage.systems.slice(0, 1) : stage.systems) {
    if (system.missing !== undefined) continue;
    await withSystem(stage, system, upstreamPort, async (launched) => {
      progress(`overload: ${system.name} warms up below its capacity …`);
      const calm = {
        kind: "open-loop",
        ratePerSecond: capacityPerSecond / 4,
        deadlineMs,
        warmUpSeconds: 0,
        seconds: stage.quick ? 3 : 5,
      } as const;
      await loadSystem(stage, launched, calm);
      progress(`overload: ${system.name}, ${seconds} s …`);
      const spec = { ...calm, ratePerSecond: offeredPerSecond, seconds };
      runs.push({ system: system.name, ...(await loadSystem(stage, launched, spec)) });
    });
  }

  const app = runs.find(({ system }) => system === ours)!;
  const values = (value: (run: Run) => string) => Object.fromEntries(runs.map((run) => [run.system, value(run)]));
  const ofCapacity = (run: Run) => run.answeredPerSecond / capacityPerSecond;
  // Who was neither answered nor refused in time was left waiting, or saw the connection break.
  const inTime = (run: Run) => run.refusedInTime / (run.asked - run.answered);
  return {
    rows: [
      {
        figure: "answered within the deadline, of capacity",
        target: `≥ ${shareOfCapacity * 100} %`,
        values: values((run) => shown(ofCapacity(run) * 100, "%")),
        met: ofCapacity(app) >= shareOfCapacity,
      },
      { figure: "time to an answer, p99", target: "", values: values((run) => shown(run.answerMs.p99, "ms")) },
      {
        figure: "of the rest, refused in under 50 ms",
        target: `≥ ${refusedInTime * 100} %`,
        values: values((run) => shown(inTime(run) * 100, "%")),
        met: inTime(app) >= refusedInTime,
      },
      {
        figure: "time to a refusal, p99",
        target: "",
        values: values((run) => shown(run.refusalMs.p99, "ms")),
      },
      {
        figure: "left waiting until they gave up",
        target: "0",
        values: values((run) => shown(run.givenUp)),
        met: app.givenUp === 0,
      },
      {
        figure: "memory, first 10 s → last 10 s",
        target: "flat",
        values: values(({ usage }) => {
          const { first, last } = ends(usage);
          return `${shown(first)} → ${shown(last, "MB")}`;
        }),
        met: ends(app.usage).last <= ends(app.usage).first * (1 + flatGrowth),
      },
    ],
    notes: [],
    runs,
  };
}

function ends({ megabytes }: Usage): { first: number; last: number } {
  return { first: median(megabytes.slice(0, 10)), last: median(megabytes.slice(-10)) };
}
