import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { kedaBuild } from "../twin/addons/keda/programs";
import { metricsServerName } from "../twin/addons/metrics-server/metrics-server";
import { ensureBinaries, ensurePrograms } from "../twin/controlplane";
import { findProcesses, residentMemory } from "../twin/processes";
import { Progress } from "../twin/terminal/progress";
import { command, runs, runNode } from "./measure";
import type { Figure } from "./measure";

/** What the twin of a stack may take. */
interface Limits {
  /** From nothing to every workload available, seconds. */
  nothing: number;
  /** Again, with no change, seconds. */
  unchanged?: number;
  /** Processes of the control plane together, MB. */
  controlPlane?: number;
  /** These and all that runs beside it, such as KEDA and Prometheus, MB. */
  all: number;
}

const limitsOfStack: Record<string, Limits> = {
  dev: { nothing: 20, unchanged: 6, controlPlane: 1000, all: 1800 },
  prod: { nothing: 45, all: 1800 },
};

/**
 * `up` of each stack with all programs built: from nothing to every workload available, with KEDA and all else that runs
 * beside the control plane, and again with no change. In a state folder of its own.
 */
export async function benchUp(): Promise<Figure[]> {
  await build();
  const figures: Figure[] = [];
  for (const [stack, limits] of Object.entries(limitsOfStack)) figures.push(...(await measure(stack, limits)));
  return figures;
}

async function build(): Promise<void> {
  const progress = new Progress();
  const quiet = { onProgress: progress.step, signal: new AbortController().signal };
  try {
    await ensureBinaries(quiet);
    for (const programs of [kedaBuild, metricsServerName]) await ensurePrograms(programs, quiet);
  } finally {
    progress.stop();
  }
}

async function measure(stack: string, limits: Limits): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), "breakwater-bench-"));
  const env = { ...process.env, BREAKWATER_STATE: folder };
  const breakwater = (...args: string[]) => runNode([command, ...args, "--stack", stack, "--json"], env);
  const values: Record<keyof Limits | "down", number[]> = {
    nothing: [],
    unchanged: [],
    controlPlane: [],
    all: [],
    down: [],
  };
  try {
    for (let run = 0; run < runs; run++) {
      const first = await breakwater("up");
      const lacking = addonsOf(first.stdout).filter(({ lack }) => lack !== undefined);
      // Without them less would be measured than the name of the figure says.
      if (lacking.length > 0) throw new Error(lacking.map(({ name, lack }) => `${name}: ${lack}`).join("\n"));
      values.nothing.push(first.seconds);
      const again = await breakwater("up");
      const { summary } = JSON.parse(again.stdout) as { summary: string };
      if (!summary.startsWith("0 changes")) throw new Error(`the second up was not without changes: ${summary}`);
      values.unchanged.push(again.seconds);
      const { memory } = JSON.parse((await breakwater("status")).stdout) as { memory: number };
      values.all.push(memory / 1e6);
      values.controlPlane.push(memoryBelow(path.join(folder, stack, "cluster")) / 1e6);
      values.down.push((await breakwater("down")).seconds);
    }
  } finally {
    await breakwater("down");
    fs.rmSync(folder, { recursive: true, force: true });
  }
  const figure = (name: string, unit: Figure["unit"], what: keyof typeof values): Figure => {
    const limit = what === "down" ? undefined : limits[what];
    return { name, unit, values: values[what], ...(limit !== undefined && { limit }) };
  };
  return [
    figure(`up --stack ${stack}, from nothing to all available`, "s", "nothing"),
    figure(`up --stack ${stack} again, nothing changed`, "s", "unchanged"),
    figure(`control plane of ${stack}`, "MB", "controlPlane"),
    figure(`control plane of ${stack} and all beside it`, "MB", "all"),
    figure(`down --stack ${stack}`, "s", "down"),
  ];
}

/** Resident memory of the processes whose program lies in a folder, bytes. */
function memoryBelow(folder: string): number {
  return findProcesses(folder).reduce((sum, { pid }) => sum + residentMemory(pid), 0);
}

function addonsOf(report: string): { name: string; lack?: string }[] {
  return (JSON.parse(report) as { addons: { name: string; lack?: string }[] }).addons;
}
