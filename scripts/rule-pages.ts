/**
 * Writes the policy pack's pages from its rules: a list and one page a rule. `npm run docs` runs it; with `--check` it says which pages
 * are not what the rules say, and a test holds that there are none.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { format } from "prettier";
import { exemptionAnnotation } from "../policies/exemptions";
import { rules } from "../policies/rules";
import type { Rule } from "../policies/rule";

const folder = path.join(__dirname, "../docs/rules");

/** The pages, by name. */
async function rulePages(): Promise<Map<string, string>> {
  const pages = rules.map(async (rule): Promise<[string, string]> => [`${rule.name}.md`, await markdown(page(rule))]);
  return new Map([["README.md", await markdown(list())], ...(await Promise.all(pages))]);
}

const markdown = (text: string) => format(text, { parser: "markdown", printWidth: 120 });

function list(): string {
  const rows = rules.map(
    ({ name, severity, enforcementLevel = "mandatory", description }) =>
      `| [\`${name}\`](${name}.md) | ${severity} | ${enforcementLevel} | ${description} |`,
  );
  return `# The rules

${rules.length} rules, in the order of a report. How to run them, change their thresholds and exempt a resource stands in [policies.md](../policies.md).

| rule | severity | level | holds |
|---|---|---|---|
${rows.join("\n")}
`;
}

function page(rule: Rule): string {
  const { name, description, guardsAgainst, severity, enforcementLevel = "mandatory", tags, remediationSteps } = rule;
  const settings = Object.entries(rule.settings ?? {}) as [string, { default: unknown; description: string }][];
  // A line of its own for each: an empty one would end the table.
  const options = settings.map(
    ([key, setting]) =>
      `| \`${key}\` | \`${JSON.stringify(setting.default).replaceAll("|", "\\|")}\` | ${setting.description} |\n`,
  );
  return `# ${name}

${description}

${enforcementLevel}, severity ${severity}, about ${tags.join(", ")}.

## Usage

It is one of the pack's rules: \`npx breakwater policy --stack prod\` and \`pulumi preview --policy-pack policies\` run it. When it is broken:

> ${remediationSteps}

## Options

| option | default | meaning |
|---|---|---|
| \`enforcementLevel\` | \`"${enforcementLevel}"\` | \`mandatory\` fails, \`advisory\` only tells, \`disabled\` is not run |
${options.join("")}| \`exemptions\` | \`[]\` | resources that are exempted, each as \`{resource, reason}\`; a Kubernetes object can carry the annotation \`${exemptionAnnotation}${name}\` with the reason instead |

## Guards against

${guardsAgainst}
`;
}

async function write(): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const pages = await rulePages();
  for (const [file, text] of pages) fs.writeFileSync(path.join(folder, file), text);
  for (const file of fs.readdirSync(folder)) if (!pages.has(file)) fs.rmSync(path.join(folder, file));
}

/** Names the pages that are not what the rules say; exit code 1 when there are any. */
async function check(): Promise<void> {
  const pages = await rulePages();
  const read = (file: string) =>
    fs.existsSync(path.join(folder, file)) ? fs.readFileSync(path.join(folder, file), "utf8") : "";
  const stale = [...new Set([...pages.keys(), ...fs.readdirSync(folder)])].filter(
    (file) => pages.get(file) !== read(file),
  );
  for (const file of stale) console.error(`docs/rules/${file} is not what the rules say: run npm run docs`);
  if (stale.length > 0) process.exitCode = 1;
}

void (process.argv.includes("--check") ? check() : write());
