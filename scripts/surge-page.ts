/**
 * Writes the table of assumptions in docs/surge.md, from the simulator's own file. `npm run docs` runs it; tests/surge-docs.test.ts holds that
 * it is up to date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AssumptionPath, definitions, readAssumptions } from "../twin/surge/assumptions";

const page = join(__dirname, "../docs/surge.md");
const begin = "<!-- assumptions: written by `npm run docs` -->";
const end = "<!-- /assumptions -->";

/** The page with its table as the file now says. */
export function surgePage(text: string): string {
  const rows = readAssumptions().entries.map(({ path, value, source }) => {
    const unit = path in definitions ? definitions[path as AssumptionPath].unit : "time";
    return `| \`${path}\` | ${value} | ${unit} | ${source} |`;
  });
  const table = ["| assumption | value | unit | source |", "|---|---:|---|---|", ...rows].join("\n");
  return text.replace(/<!-- assumptions:[^]*<!-- \/assumptions -->/, () => `${begin}\n\n${table}\n\n${end}`);
}

if (require.main === module) writeFileSync(page, surgePage(readFileSync(page, "utf8")));
