import * as fs from "node:fs";
import { rules } from "../../policies/rules";
import { rehearse } from "../deployment";
import { findProject } from "../project";
import {
  breaksAPromise,
  checkOut,
  diffMarkdown,
  DiffSideError,
  diffText,
  failureMarkdown,
  planOfSide,
  type Side,
  type StackDiff,
  stackDiff,
} from "../diff";
import { readPlan } from "../plan/read-plan";
import type { Plan } from "@breakwater/plan-views";
import { readPolicyConfig } from "../policy";
import { interruptible } from "./interruption";
import { colorsOf, print } from "../terminal";
import { UsageError } from "./report-error";

export interface DiffOptions {
  /** File of a Plan, or a git ref. */
  base: string;
  /** The same; absent: the working tree. */
  head?: string;
  /** Stacks to compare, for refs. */
  stack: string[];
  format: "text" | "json" | "markdown";
  /** File of levels, thresholds and exemptions, by which both sides are judged. */
  policyConfig?: string;
}

/** Compares two Plans as the command was told to. */
type Comparison = (base: Plan, head: Plan) => Promise<StackDiff>;

/** `breakwater diff`: what a change does to the stacks. Exit code 1 when Azure would refuse a change, or one breaks a mandatory rule or sinks a surge that held before. */
export async function run({ base, head, stack: stacks, format, policyConfig }: DiffOptions): Promise<number> {
  const configs = policyConfig === undefined ? undefined : readPolicyConfig(policyConfig, rules);
  const comparison: Comparison = async (before, after) =>
    stackDiff(before, after, configs, (await rehearse(before, after)).refusals);
  const compared = interruptible((signal) => compare(base, head, stacks, comparison, signal));
  const diffs = await compared.catch(async (error: unknown) => {
    // A pull request that cannot be compared gets a comment too: an old one would pass for its own.
    if (format === "markdown" && error instanceof DiffSideError) await print(failureMarkdown(error.message));
    throw error;
  });
  if (format === "json")
    await print(`${JSON.stringify({ base, head: head ?? "working tree", stacks: diffs }, null, 2)}\n`);
  else if (format === "markdown") await print(diffMarkdown(base, head ?? "working tree", diffs));
  else await print(diffs.map((diff) => diffText(diff, colorsOf(process.stdout))).join("\n"));
  return diffs.some(breaksAPromise) ? 1 : 0;
}

async function compare(
  base: string,
  head: string | undefined,
  stacks: string[],
  comparison: Comparison,
  signal: AbortSignal,
): Promise<StackDiff[]> {
  const files = [base, head].filter((given) => given !== undefined && isFile(given));
  if (files.length === 2)
    return [await comparison(sameStack(readPlan(base), readPlan(head!), base, head!), readPlan(head!))];
  if (files.length === 1)
    throw new UsageError(`${files[0]} is a Plan's file and the other side is not: give two files, or two git refs`);
  const project = findProject(process.cwd());
  const progress = (text: string) => process.stderr.write(`${text}\n`);
  const sides: Side[] = [];
  try {
    const side = async (ref: string | undefined) => {
      const plan =
        ref === undefined
          ? { title: "working tree", folder: project, remove: () => undefined }
          : await checkOut(ref, project, progress, signal);
      sides.push(plan);
      return plan;
    };
    const [before, after] = [await side(base), await side(head)];
    progress(`comparing ${before.title} and ${after.title}: ${stacks.join(", ")}`);
    return await stacksInTurn(stacks, before, after, comparison, signal);
  } finally {
    for (const side of sides) side.remove();
  }
}

/** Programs that run at a time: two cores do best with two. */
const programsAtATime = 2;

/** While one stack is compared, the programs of the next one run. */
async function stacksInTurn(
  stacks: readonly string[],
  before: Side,
  after: Side,
  comparison: Comparison,
  signal: AbortSignal,
): Promise<StackDiff[]> {
  const inTurn = limited(programsAtATime);
  const plans = stacks.map((stack) =>
    Promise.allSettled([before, after].map((side) => inTurn(() => planOfSide(side, stack, signal)))),
  );
  const diffs: StackDiff[] = [];
  for (const both of plans) {
    // Where neither side has a Plan, it is the base of which is told, whichever failed first.
    const [base, head] = (await both).map((side) => {
      if (side.status === "rejected") throw side.reason;
      return side.value;
    });
    diffs.push(await comparison(base!, head!));
  }
  return diffs;
}

/** Runs what it is given, so many at a time, in order. */
function limited(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      // Its place goes to the next one, or is free.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

function sameStack(base: Plan, head: Plan, baseFile: string, headFile: string): Plan {
  if (base.stack === head.stack) return base;
  throw new UsageError(
    `${baseFile} is a Plan of stack ${base.stack}, ${headFile} of stack ${head.stack}: only Plans of one stack can be compared`,
  );
}

const isFile = (name: string): boolean => fs.statSync(name, { throwIfNoEntry: false })?.isFile() ?? false;
