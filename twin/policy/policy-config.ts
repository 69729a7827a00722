import type { Rule, Settings } from "../../policies/rule";
import { readJson } from "../files";
import type { Level } from "./rule-schema";

/** What a user changes of one rule. */
export interface RuleConfig {
  level?: Level;
  /** Thresholds and exemptions. */
  settings: Settings;
}

/** A file of policy configuration that cannot be used. The command answers it with exit code 2. */
class PolicyConfigError extends Error {
  override name = "PolicyConfigError";
}

/**
 * Reads a file in the form of Pulumi's own `--policy-pack-config`: by rule either a level, or an object with `enforcementLevel`,
 * thresholds and `exemptions`. `all` sets the level of every rule that has none of its own.
 *
 * @throws PolicyConfigError with everything that is wrong with the file
 */
export const readPolicyConfig = (file: string, rules: readonly Rule[]): Map<string, RuleConfig> =>
  policyConfigOf(readObject(file), rules, file);

/**
 * A policy config as it was read.
 *
 * @param place where it stands, for errors
 * @throws PolicyConfigError with everything that is wrong with it
 */
export function policyConfigOf(
  entries: Readonly<Record<string, unknown>>,
  rules: readonly Rule[],
  place: string,
): Map<string, RuleConfig> {
  // zod takes a tenth of a second to load, which only who changes something is to spend.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { problemsOfRule } = require("./rule-schema") as typeof import("./rule-schema");
  const problems: string[] = [];
  const configs = new Map<string, RuleConfig>();
  for (const [name, value] of Object.entries(entries)) {
    const rule = rules.find((candidate) => candidate.name === name);
    if (rule === undefined && name !== "all") {
      problems.push(`${name}: there is no such rule; \`breakwater policy --list\` names them`);
      continue;
    }
    const found = problemsOfRule(rule, name, value);
    if (found.length === 0) configs.set(name, ruleConfig(value as Level | Settings));
    problems.push(...found);
  }
  if (problems.length > 0) {
    throw new PolicyConfigError(
      `${place}: is no policy config:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
  }
  const all = configs.get("all")?.level;
  for (const { name } of rules) {
    const own = configs.get(name) ?? { settings: {} };
    configs.set(name, { ...own, level: own.level ?? all });
  }
  return configs;
}

function readObject(file: string): Record<string, unknown> {
  const value = readJson(file, (problem) => new PolicyConfigError(`${file}: ${problem}`));
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new PolicyConfigError(`${file}: is no object of rules, such as {"gpu-pool-tainted": "advisory"}`);
}

/** What a file says of one rule, checked. */
function ruleConfig(value: Level | Settings): RuleConfig {
  if (typeof value === "string") return { level: value, settings: {} };
  const { enforcementLevel, ...settings } = value;
  return { level: enforcementLevel as Level | undefined, settings };
}
