/* eslint-disable @typescript-eslint/no-require-imports -- what a rehearsal needs is loaded only where there is something to rehearse over */
import * as fs from "node:fs";
import type { Colors } from "picocolors/types";
import type { Plan } from "@breakwater/plan-views";
import { findProject } from "../project";
import { stackFolder } from "../state/stack-folder";
import { colorsOf, print } from "../terminal";
import { loadPlan } from "./load-plan";
import { drawPlan } from "./plan-tree";

export interface PlanOptions {
  stack: string;
  /** Configuration over that of the stack file, by key. */
  config?: Record<string, string>;
  /** Print the Plan itself, and nothing else, on stdout. */
  json?: boolean;
}

/** `breakwater plan`: what the program declares for a stack, and what `up` would make of it where the stack's twin is up. */
export async function run({ stack, config, json }: PlanOptions): Promise<number> {
  // Who fixes the program's clock wants the same Plan on every day, and gets it.
  const now = process.env.BREAKWATER_NOW ? undefined : new Date();
  const plan = await loadPlan({ stack, config, now });
  if (json) {
    await print(`${JSON.stringify(plan, null, 2)}\n`);
    return 0;
  }
  const colors = colorsOf(process.stdout);
  await print(drawPlan(plan, colors));
  return printRehearsal(plan, colors);
}

/** What `up` would change of a stack that is up on the twin, and what of it is refused: exit code 1. */
async function printRehearsal(plan: Plan, colors: Colors): Promise<number> {
  const folder = stackFolder(findProject(process.cwd()), plan.stack);
  if (!fs.existsSync(folder.stateFile)) return 0;
  const { rehearsalText } = require("../deployment") as typeof import("../deployment");
  const { rehearseOver } = require("../up/rehearsal") as typeof import("../up/rehearsal");
  const rehearsal = await rehearseOver(folder, plan);
  if (!rehearsal) return 0;
  const title = `What up would do to the twin of ${plan.stack} ${colors.dim("(rehearsed in the simulated Azure; nothing is touched)")}`;
  await print(`${colors.bold(title)}\n${rehearsalText(rehearsal, colors)}\n`);
  return rehearsal.ok ? 0 : 1;
}
