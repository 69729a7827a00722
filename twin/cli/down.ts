import { relative } from "node:path";
import { findProject } from "../project";
import { down } from "../up/down";
import { interruptible } from "./interruption";
import { print } from "../terminal";

export interface DownCommandOptions {
  stack: string;
  /** Print the report as JSON, and nothing else, on stdout. */
  json?: boolean;
}

/** `breakwater down`: nothing of a stack's twin runs or lies around any more. */
export async function run({ stack, json }: DownCommandOptions): Promise<number> {
  const project = findProject(process.cwd());
  const report = await interruptible(
    (signal) => down(project, stack, signal),
    () => "the same command removes the rest",
  );
  const { existed, processes, folder } = report;
  const text = existed
    ? `Stopped ${processes} ${processes === 1 ? "process" : "processes"} and removed ${shortPath(folder)}.`
    : `There is no twin of stack ${stack}: nothing to stop.`;
  await print(`${json ? JSON.stringify(report, null, 2) : text}\n`);
  return 0;
}

/** A path from here, unless it lies elsewhere. */
function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}
