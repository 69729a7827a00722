import { loadPlan } from "./load-plan";
import { colorsOf, print } from "../terminal";
import { drawPlan } from "./plan-tree";

export interface PlanOptions {
  stack: string;
  /** Configuration over that of the stack file, by key. */
  config?: Record<string, string>;
  /** Print the Plan itself, and nothing else, on stdout. */
  json?: boolean;
}

/** `breakwater plan`: what the program declares for a stack. */
export async function run({ stack, config, json }: PlanOptions): Promise<number> {
  const plan = await loadPlan({ stack, config });
  await print(json ? `${JSON.stringify(plan, null, 2)}\n` : drawPlan(plan, colorsOf(process.stdout)));
  return 0;
}
