import { rules } from "../../policies/rules";
import { isFine, policyJson, policyText, readPolicyConfig, runRules } from "../policy";
import { loadPlan } from "./load-plan";
import { colorsOf, print } from "../terminal";

export interface PolicyOptions {
  stack: string;
  /** Configuration over that of the stack file, by key. */
  config?: Record<string, string>;
  /** File of a Plan to read instead of running the program. */
  plan?: string;
  /** File or folder of Kubernetes manifests to judge instead, or `-`. */
  manifests?: string;
  /** File of levels, thresholds and exemptions. */
  policyConfig?: string;
  /** Name the rules instead of running them. */
  list?: boolean;
  json?: boolean;
}

/** `breakwater policy`: the rules over a Plan. Exit code 1 when a mandatory one is broken, or one could not be run. */
export async function run({ policyConfig, list, json, ...source }: PolicyOptions): Promise<number> {
  if (list) {
    const lines = rules.map(({ name, description }) => `${name}\n  ${description}\n`);
    await print(lines.join(""));
    return 0;
  }
  const configs = policyConfig === undefined ? undefined : readPolicyConfig(policyConfig, rules);
  const plan = await loadPlan(source);
  const results = runRules(rules, plan, configs);
  await print(
    json
      ? `${JSON.stringify(policyJson(plan.stack, results), null, 2)}\n`
      : policyText(plan.stack, results, colorsOf(process.stdout)),
  );
  return isFine(results) ? 0 : 1;
}
