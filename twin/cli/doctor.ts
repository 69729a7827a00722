import { twinPrograms } from "../addons";
import { bounded, commandRunner, examine, httpProbe, readDeployment, reportText } from "../doctor";
import { findProject } from "../project";
import { colorsOf, print, Progress } from "../terminal";
import { loadPlan } from "./load-plan";
import { interruptible } from "./interruption";

export interface DoctorCommandOptions {
  stack: string;
  /** Configuration values over those of the stack file, for this run. */
  config: Record<string, string>;
  /** Longest wait for one command of az or Pulumi, seconds. */
  timeout: number;
  /** Print the report as JSON, and nothing else, on stdout. */
  json?: boolean;
}

/** Commands at once: more would only take the cores from one another. */
const atOnce = 4;
/** Longest wait for a service that a firewall may drop without a word, seconds. */
const longestProbe = 10;
/** Who waits longer than this is told for what, seconds. */
const patience = 2;

/** `breakwater doctor`: what this machine or the Azure subscription lacks for a stack. Exit code 1 when there is a problem. */
export async function run({ stack, config, timeout, json }: DoctorCommandOptions): Promise<number> {
  const plan = await loadPlan({ stack, config });
  const deployment = readDeployment(findProject(process.cwd()), stack, config);
  const progress = new Progress();
  const started = Date.now();
  const tell = (ended: number, asked: number): void => {
    if (Date.now() - started < patience * 1000) return;
    progress.step({ text: "asking Azure and this machine", detail: `${ended} of ${asked} answers` });
  };
  const onChange = (ended: number, asked: number): void => {
    counts = [ended, asked];
    tell(ended, asked);
  };
  let counts: [ended: number, asked: number] = [0, 0];
  const reminder = setTimeout(() => tell(...counts), patience * 1000);
  try {
    const report = await interruptible(async (signal) => {
      const programs = await twinPrograms(plan, signal);
      const run = bounded(commandRunner(timeout, signal), atOnce, onChange);
      const probe = httpProbe(Math.min(timeout, longestProbe), signal);
      return examine(plan, deployment, run, programs, { probe });
    });
    progress.stop();
    await print(json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report, colorsOf(process.stdout)));
    return report.ok ? 0 : 1;
  } finally {
    clearTimeout(reminder);
    progress.stop();
  }
}
