import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Plan } from "@breakwater/plan-views";
import type { SurgeOutcome } from "../../twin/surge/outcome";
import { command, type Figure, repository, runs, runNode } from "../measure";
import { growthPlot } from "./growth-plot";
import { raisedPlan } from "./raised-plan";

/** What a run of `breakwater surge` told. */
interface SurgeTime {
  /** Questions of the traffic. */
  questions: number;
  events: number;
  seconds: number;
  peakMB: number;
}

/** Traffic over which the time is to grow no worse than linearly. The last is 4,200 questions a second at the peak. */
const factors = [1, 3, 10, 30, 100];
/** Where the plot goes, beside the page that shows it. */
const plotFile = path.join(repository, "docs/images/surge-growth.svg");

/** The surge simulator: its sale day, a whole one, a hundred of them, and how its time grows. */
export async function benchSurge(): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-bench-"));
  try {
    const { stdout } = await runNode([command, "plan", "--stack", "prod", "--json"]);
    const plan = JSON.parse(stdout) as Plan;
    const once = await several(runs, () => surge(folder, plan, "sale-day", 1));
    const day = await several(runs, () => surge(folder, plan, "sale-day-24h", 1));
    const growth: SurgeTime[] = [];
    for (const factor of factors) growth.push(await surge(folder, raisedPlan(plan, factor), "sale-day", factor));
    const hundred = growth.at(-1)!;
    fs.mkdirSync(path.dirname(plotFile), { recursive: true });
    fs.writeFileSync(plotFile, growthPlot(growth));
    return [
      {
        name: `surge, sale-day (${words(once[0]!)})`,
        unit: "s",
        values: once.map(({ seconds }) => seconds),
        limit: 0.3,
      },
      { name: "surge, sale-day, memory", unit: "MB", values: once.map(({ peakMB }) => peakMB), limit: 200 },
      {
        name: `surge, sale-day-24h (${words(day[0]!)})`,
        unit: "s",
        values: day.map(({ seconds }) => seconds),
        limit: 3,
      },
      { name: `surge, sale-day × 100 (${words(hundred)})`, unit: "s", values: [hundred.seconds], limit: 30 },
      { name: "surge, sale-day × 100, memory", unit: "MB", values: [hundred.peakMB] },
      {
        name: "surge, time for an event at × 100, over that at × 10",
        unit: "×",
        values: [perEvent(hundred) / perEvent(growth[2]!)],
        limit: 1.25,
      },
    ];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const words = ({ questions, events }: SurgeTime): string =>
  `${questions.toLocaleString("en-US")} questions, ${events.toLocaleString("en-US")} events`;
const perEvent = ({ seconds, events }: SurgeTime): number => seconds / events;

/** One run in a process of its own, as a user calls it: the time is what the simulator says of itself, the code cold. */
async function surge(folder: string, plan: Plan, traffic: string, factor: number): Promise<SurgeTime> {
  const file = path.join(folder, `plan-${factor}.json`);
  fs.writeFileSync(file, JSON.stringify(plan));
  const limits = ["gateway.requestsPerMinute=10000", "gateway.tokensPerMinute=4000000"].flatMap((assumption) => {
    const [name, value] = assumption.split("=");
    return ["--assume", `${name}=${Number(value) * factor}`];
  });
  const args = ["surge", "--plan", file, "--traffic", traffic, "--factor", String(factor), "--json", ...limits];
  const { stdout, peakMB } = await runNode([command, ...args]);
  const { totals, simulationEvents, simulationSeconds } = JSON.parse(stdout) as SurgeOutcome;
  return { questions: totals.arrivals, events: simulationEvents, seconds: simulationSeconds, peakMB };
}

async function several<T>(count: number, run: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < count; index++) results.push(await run());
  return results;
}
