import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { kedaBuild } from "../../twin/addons/keda/programs";
import { metricsServerName } from "../../twin/addons/metrics-server/metrics-server";
import { prometheusBuild } from "../../twin/addons/prometheus/programs";
import { ensureBinaries, ensurePrograms } from "../../twin/controlplane";
import { findProcesses } from "../../twin/processes/processes";
import type { Change } from "../../twin/changes/changes";
import type { StatusReport } from "../../twin/up/status";
import type { UpReport } from "../../twin/up/up";
import { eventually } from "./eventually";

const repository = path.resolve(__dirname, "../..");
const command = path.join(repository, "bin/breakwater.cjs");

/** Milliseconds. A first build of the control plane takes ten minutes, and an hour where others keep both cores busy; afterwards it is there. */
export const buildTimeout = 60 * 60_000;

/** What `up --json` prints. */
export type UpJson = Omit<UpReport, "changes"> & { changes: Change[]; summary: string };

/** What came of a command. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * A twin of its own, in a folder of its own, so that a test touches none that its user runs. It works by the `breakwater`
 * command alone, in a process of its own, as a user would.
 */
export class TestTwin {
  readonly stateFolder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), "breakwater-twin-"));
  readonly env: NodeJS.ProcessEnv = { ...process.env, BREAKWATER_STATE: this.stateFolder, NO_COLOR: "1" };

  /**
   * @param project folder of Pulumi.yaml, from the repository
   */
  constructor(
    private readonly project: string,
    readonly stack: string,
  ) {}

  /** Builds the control plane unless that was done before. */
  static async build(): Promise<void> {
    await ensureBinaries(quiet());
  }

  /** Builds also what runs beside it. */
  static async buildAll(): Promise<void> {
    await TestTwin.build();
    for (const set of [kedaBuild, metricsServerName, prometheusBuild]) await ensurePrograms(set, quiet());
  }

  run(...args: string[]): Promise<Outcome> {
    return outcome(this.start(...args));
  }

  /** Starts a command without waiting for its end. */
  start(...args: string[]): ChildProcess {
    const [verb = "", ...rest] = args;
    const cwd = path.join(repository, this.project);
    return spawn(process.execPath, [command, verb, "--stack", this.stack, ...rest], { cwd, env: this.env });
  }

  /** `up --json` with config values for this run. */
  async up(
    config: Record<string, string | number | boolean> = {},
    ...more: string[]
  ): Promise<UpJson & { code: number | null; stderr: string }> {
    const options = Object.entries(config).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
    // A busy machine gets time; a caller's own `--timeout` stands behind and is the one that counts.
    const { code, stdout, stderr } = await this.run("up", "--json", "--timeout", "600", ...options, ...more);
    if (stdout === "") throw new Error(`up printed no report:\n${stderr}`);
    return { ...(JSON.parse(stdout) as UpJson), code, stderr };
  }

  async status(): Promise<StatusReport> {
    return JSON.parse((await this.run("status", "--json")).stdout) as StatusReport;
  }

  /** An answer of `kubectl … --output json`. */
  async kubectl<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.run("kubectl", "--", ...args, "--output", "json");
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as T;
  }

  /** Ids of the processes of the control plane. */
  processes(): number[] {
    return findProcesses(this.stateFolder).map(({ pid }) => pid);
  }

  /** Ends the control plane's processes as a restart of the machine would. */
  async crash(): Promise<void> {
    // Looked for again: one may just have been started by another, and the system closes the ports of a process a moment after the process is gone.
    const end = () => {
      const pids = this.processes();
      for (const pid of pids) process.kill(pid, "SIGKILL");
      return pids;
    };
    await eventually(end, (pids) => pids.length === 0, 60);
  }

  get folder(): string {
    return path.join(this.stateFolder, this.stack);
  }

  /** Leaves nothing, whatever happened before. */
  async remove(): Promise<void> {
    await this.crash();
    fs.rmSync(this.stateFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function quiet() {
  return { onProgress: () => undefined, signal: new AbortController().signal };
}

/** Waits for the end of a command. */
export async function outcome(child: ChildProcess): Promise<Outcome> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

/** Resolves when a command has written that text, on stderr where nothing else is said. */
export function says(child: ChildProcess, text: string, stream: "stdout" | "stderr" = "stderr"): Promise<void> {
  return new Promise((resolve, reject) => {
    let all = "";
    child[stream]?.on("data", (chunk: Buffer) => {
      all += chunk.toString();
      if (all.includes(text)) resolve();
    });
    child.once("close", () => reject(new Error(`it ended without saying ${JSON.stringify(text)}:\n${all}`)));
  });
}
