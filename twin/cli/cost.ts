import { costText, stackCost } from "../cost";
import { loadPlan } from "./load-plan";
import { print } from "../terminal";

export interface CostOptions {
  stack: string;
  /** Configuration over that of the stack file, by key. */
  config?: Record<string, string>;
  /** File of a Plan to read instead of running the program. */
  plan?: string;
  json?: boolean;
}

/** `breakwater cost`: what a stack costs in an idle, a typical and a surge month. */
export async function run({ stack, config, plan: file, json }: CostOptions): Promise<number> {
  const cost = stackCost(await loadPlan({ stack, config, plan: file }));
  await print(json ? `${JSON.stringify(cost, null, 2)}\n` : costText(cost));
  return 0;
}
