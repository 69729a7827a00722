import * as pulumi from "@pulumi/pulumi";
import { buildPlan } from "../plan";
import type { Plan } from "@breakwater/plan-views";
import { ProgramError } from "./errors";
import type { Failure } from "./errors";
import { loadProgram } from "./load-program";
import { Monitor } from "./monitor";
import { describeError, withCheapStacks } from "./program-errors";
import { readProject, readStackConfig } from "../project";
import { withPulumiStore } from "./pulumi-store";
import type { Backend } from "./types";
import { answeringEveryCall } from "./unknown-calls";

/** What to run, and who answers it. */
export interface RunOptions {
  /** Folder of `Pulumi.yaml`. */
  projectDir: string;
  /** Stack, with a file `Pulumi.<stack>.yaml`. */
  stack: string;
  /** Who makes the resources and answers the functions of providers. */
  backend: Backend;
  /** As in `pulumi preview`: nothing is made, and outputs that only a provider knows stay unknown. Default: false. */
  preview?: boolean;
  /** Values over those of the stack file, by `key` or `namespace:key`. */
  configOverrides?: Record<string, string>;
  /** Interrupts the run: nothing more is made. */
  signal?: AbortSignal;
}

/** Runs take turns: Pulumi's SDK keeps much of its state in the process. */
let lastRun: Promise<unknown> = Promise.resolve();

/**
 * Runs the project's program, unchanged, in this process, and resolves when everything that it registers has settled.
 *
 * What the program prints goes to stderr, so that stdout belongs to the caller.
 *
 * @throws ProjectError when the project, the stack or its configuration is wrong; nothing was run then
 * @throws ProgramError when the program or any of its resources failed
 * @throws the signal's reason once it is aborted
 */
export function runProgram(options: RunOptions): Promise<Plan> {
  const run = lastRun.then(() => runAlone(options));
  lastRun = run.catch(() => undefined);
  return run;
}

async function runAlone(options: RunOptions): Promise<Plan> {
  const { projectDir, stack, backend, preview = false, configOverrides, signal } = options;
  signal?.throwIfAborted();
  const project = readProject(projectDir);
  const config = readStackConfig(project, stack, configOverrides);
  const monitor = new Monitor({ project: project.name, stack, preview, backend, signal });
  const failures: Failure[] = [];
  const seen = new Set<unknown>();
  // One rejection reaches every promise that waits for it; it is one failure all the same.
  const onError = (error: unknown): void => {
    if (seen.has(error) || monitor.isReported(error)) return;
    seen.add(error);
    failures.push({ message: describeError(error, project.directory) });
  };

  const run = async (waiting: () => string[]): Promise<void> => {
    pulumi.runtime.setMockOptions(answeringEveryCall(monitor), project.name, stack, preview);
    pulumi.runtime.setAllConfig(config.values, config.secretKeys);
    const program = loadProgram(project);
    process.on("unhandledRejection", onError);
    process.on("uncaughtException", onError);
    try {
      await untilIdle(
        pulumi.runtime
          .runInPulumiStack(program.run)
          .catch(onError)
          .then(() => settled(monitor)),
        waiting,
      ).catch(onError);
      if (pulumi.log.hasErrors()) failures.push({ message: "the program logged an error, which stands above" });
    } finally {
      process.off("unhandledRejection", onError);
      process.off("uncaughtException", onError);
      program.unload();
    }
  };
  await withPulumiStore((waiting) => withCheapStacks(() => run(waiting)));

  signal?.throwIfAborted();
  const plan = buildPlan(project.name, stack, [...monitor.resources.values()], monitor.outputs);
  const all = [...failures, ...monitor.failures];
  if (all.length > 0) throw new ProgramError(all, plan);
  return plan;
}

/** Waits until no call is under way and none follows: an `apply` may register more once its value is there. */
async function settled(monitor: Monitor): Promise<void> {
  for (let calls = -1; calls !== monitor.calls;) {
    calls = monitor.calls;
    await pulumi.runtime.disconnect();
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Awaits work, or fails when the process has nothing left to do and the work is still not done: resources that wait for one
 * another would otherwise end the process in silence.
 *
 * @param waiting what Pulumi's SDK still waits for
 */
async function untilIdle<T>(work: Promise<T>, waiting: () => string[]): Promise<T> {
  let onIdle = (): void => undefined;
  const idle = new Promise<never>((_, reject) => {
    onIdle = () => {
      const error = new pulumi.RunError(`the program never ends: it waits for ${inShort(waiting())}`);
      // One more turn, after which the process can be idle again: a second program may not end either.
      setImmediate(() => reject(error));
    };
    process.once("beforeExit", onIdle);
  });
  try {
    return await Promise.race([work, idle]);
  } finally {
    process.off("beforeExit", onIdle);
  }
}

/** The first few of what a program waits for: most of a list as long as the program wait for them. */
function inShort(names: string[], shown = 3): string {
  if (names.length === 0) return "a promise of its own";
  return names.slice(0, shown).join(", ") + (names.length > shown ? ` and ${names.length - shown} more` : "");
}
