import { pageOf } from "../../policies/rule";
import type { colorsOf } from "../terminal";
import { isFine, openFindings, type RuleResult } from "./run-rules";

/** The results as plain data: the `--json` of `breakwater policy`. */
export function policyJson(stack: string, results: readonly RuleResult[]) {
  return {
    stack,
    fine: isFine(results),
    rules: results.map(({ rule, level, findings, notApplicable, unjudged, error }) => ({
      name: rule.name,
      level,
      severity: rule.severity,
      notApplicable,
      unjudged,
      error,
      findings: findings.map(({ message, resource, exemption }) => ({ message, urn: resource.urn, exemption })),
    })),
    counts: countsOf(results),
  };
}

/** The results for people: what is broken first, with what to change, then what was accepted and what could not be judged. */
export function policyText(stack: string, results: readonly RuleResult[], colors: ReturnType<typeof colorsOf>): string {
  const lines: string[] = [];
  for (const result of results) {
    const { rule, level, error } = result;
    const open = openFindings(result);
    if (error !== undefined) lines.push(colors.red(`${rule.name} could not be run: ${error}`), "");
    if (open.length === 0) continue;
    const title = `${rule.name}  ${level}, ${rule.severity}`;
    lines.push(level === "mandatory" ? colors.red(title) : colors.yellow(title));
    for (const { message } of open) lines.push(`  ${message}`);
    lines.push(`  → ${rule.remediationSteps}`, colors.dim(`    ${pageOf(rule)}`), "");
  }
  const accepted = results.flatMap(({ rule, findings }) =>
    findings.flatMap(({ message, exemption }) =>
      exemption === undefined ? [] : [`  ${rule.name}: ${message}`, `    because: ${exemption}`],
    ),
  );
  if (accepted.length > 0) lines.push("Exempted", ...accepted, "");
  const silent = results.flatMap(({ rule, notApplicable, unjudged = [] }) => [
    ...(notApplicable ? [`  ${rule.name}: ${notApplicable}`] : []),
    ...unjudged.map((reason) => `  ${rule.name}, in part: ${reason}`),
  ]);
  if (silent.length > 0) lines.push("Could not judge", ...silent, "");
  const { rules, mandatory, advisory, exempted, notApplicable, failed } = countsOf(results);
  lines.push(
    `stack ${stack}: ${rules} rules, ${mandatory} mandatory and ${advisory} advisory findings, ${exempted} exempted, ` +
      `${notApplicable} rules that could not judge, ${failed} that failed`,
  );
  return `${lines.join("\n")}\n`;
}

function countsOf(results: readonly RuleResult[]) {
  const open = (wanted: RuleResult["level"]) =>
    results.filter(({ level }) => level === wanted).reduce((sum, result) => sum + openFindings(result).length, 0);
  return {
    rules: results.length,
    mandatory: open("mandatory"),
    advisory: open("advisory"),
    exempted: results.reduce((sum, result) => sum + result.findings.length - openFindings(result).length, 0),
    notApplicable: results.filter(({ notApplicable }) => notApplicable !== undefined).length,
    failed: results.filter(({ error }) => error !== undefined).length,
  };
}
