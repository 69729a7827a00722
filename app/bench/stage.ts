import { once } from "node:events";
import { join } from "node:path";
import type { LoadResult, LoadSpec } from "./load/types";
import { hasEnded, start, stop } from "./processes";
import { watch, type Usage } from "./process-usage";
import type { Launched, System } from "./systems/system";
import type { UpstreamSpec } from "./upstream/types";

/** What a scenario gets to work with. */
export interface Stage {
  /** The app first, then its peers; the missing ones too. */
  systems: System[];
  /** Short runs and one repeat. */
  quick: boolean;
  /** Where logs lie until the end of the run. */
  folder: string;
}

/** A load that does not say yet whom it is for. */
type WithoutPort<Spec> = Spec extends LoadSpec ? Omit<Spec, "port"> : never;

/** The upstream of every system: 50 ms to the answer, streams of 10 s at 30 tokens a second. */
export const defaultUpstream: UpstreamSpec = { answerMs: 50, tokensPerSecond: 30, tokensPerStream: 300 };

/** Runs the upstream while `use` needs it. */
export async function withUpstream<T>(
  stage: Stage,
  use: (port: number) => Promise<T>,
  spec: UpstreamSpec = defaultUpstream,
): Promise<T> {
  let printed = "";
  const upstream = start("load", [...typescript, join(__dirname, "upstream", "main.ts"), JSON.stringify(spec)], {
    logFolder: stage.folder,
    stdout: (text) => (printed += text),
  });
  try {
    while (!printed.endsWith("\n")) {
      if (hasEnded(upstream)) throw new Error(`The upstream ended. It last wrote:\n${upstream.lastOutput()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return await use(Number(printed));
  } finally {
    await stop(upstream);
  }
}

/** Runs a system while `use` needs it. */
export async function withSystem<T>(
  stage: Stage,
  system: System,
  upstreamPort: number,
  use: (launched: Launched) => Promise<T>,
): Promise<T> {
  const launched = await system.launch({ upstreamPort, folder: stage.folder });
  try {
    return await use(launched);
  } finally {
    await stop(launched.running);
  }
}

/** Runs the load generator once. */
export async function load(stage: Stage, spec: LoadSpec): Promise<LoadResult> {
  let printed = "";
  const generator = start("load", [...typescript, join(__dirname, "load", "main.ts"), JSON.stringify(spec)], {
    logFolder: stage.folder,
    stdout: (text) => (printed += text),
  });
  await once(generator.child, "close");
  if (generator.child.exitCode !== 0) throw new Error(`The load generator failed:\n${generator.lastOutput()}`);
  // JSON has no NaN, which a quantile of nothing is.
  return JSON.parse(printed, (_, value: unknown) => value ?? Number.NaN) as LoadResult;
}

/** Loads a system and watches what it uses meanwhile. */
export async function loadSystem(
  stage: Stage,
  { running, port }: Launched,
  spec: WithoutPort<LoadSpec>,
): Promise<LoadResult & { usage: Usage }> {
  const stopWatching = watch(running.child.pid!);
  const result = await load(stage, { ...spec, port });
  return { ...result, usage: stopWatching() };
}

/** Runs a TypeScript file without a compilation of its own. */
const typescript: [string, ...string[]] = [process.execPath, "--import", "tsx"];
