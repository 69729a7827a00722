import Ajv from "ajv";
import { exemptionsSetting } from "../../policies/exemptions";
import type { Rule, Settings } from "../../policies/rule";
import { readJson } from "../files";

/** How far a rule goes: `mandatory` fails, `advisory` only tells, `disabled` is not run. */
export type Level = "mandatory" | "advisory" | "disabled";

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

const levels = ["mandatory", "advisory", "disabled"];

/**
 * Reads a file in the form of Pulumi's own `--policy-pack-config`: by rule either a level, or an object with `enforcementLevel`,
 * thresholds and `exemptions`. `all` sets the level of every rule that has none of its own.
 *
 * @throws PolicyConfigError with everything that is wrong with the file
 */
export function readPolicyConfig(file: string, rules: readonly Rule[]): Map<string, RuleConfig> {
  const entries = readObject(file);
  const problems: string[] = [];
  const configs = new Map<string, RuleConfig>();
  for (const [name, value] of Object.entries(entries)) {
    const rule = rules.find((candidate) => candidate.name === name);
    if (rule === undefined && name !== "all") {
      problems.push(`${name}: there is no such rule; \`breakwater policy --list\` names them`);
      continue;
    }
    const read = ruleConfig(rule, name, value);
    problems.push(...read.problems);
    configs.set(name, read.config);
  }
  if (problems.length > 0) {
    throw new PolicyConfigError(
      `${file}: is no policy config:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
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

/** What a file says of one rule, and what is wrong with it. */
function ruleConfig(rule: Rule | undefined, name: string, value: unknown): { config: RuleConfig; problems: string[] } {
  const problems: string[] = [];
  const given = typeof value === "object" && value !== null ? (value as Settings) : { enforcementLevel: value };
  const { enforcementLevel: level, ...settings } = given;
  if (level !== undefined && !levels.includes(level as string)) {
    problems.push(`${name}: is ${JSON.stringify(level)}; allowed: ${levels.join(", ")}`);
  }
  const validate = new Ajv({ allErrors: true, strict: false }).compile({
    type: "object",
    properties: rule && { ...rule.settings, exemptions: exemptionsSetting },
    additionalProperties: false,
  });
  if (!validate(settings)) {
    for (const { instancePath, message, params } of validate.errors ?? []) {
      const unknown = "additionalProperty" in params ? ` "${String(params.additionalProperty)}"` : "";
      problems.push(`${name}${instancePath.replaceAll("/", ".")}: ${message}${unknown}`);
    }
  }
  return { config: { level: level as Level | undefined, settings }, problems };
}
