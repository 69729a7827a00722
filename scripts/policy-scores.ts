/**
 * Writes the table of docs/policies.md that says how often the policy pack is right: over the recorded cases and the corpus of foreign
 * programs. `npm run docs` runs it; with `--check` it says whether the table is what the pack does, and a test holds that it is.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPrograms } from "../tests/policy-cases/read-programs";
import { readVectors } from "../tests/policy-cases/read-vectors";
import { scoresOf, scoreTable } from "../tests/policy-cases/scores";

const file = join(__dirname, "../docs/policies.md");
const [begin, end] = ["<!-- scores -->", "<!-- end of scores -->"];

function write(): void {
  const page = readFileSync(file, "utf8");
  const table = scoreTable(scoresOf([...readVectors(), ...readPrograms().flatMap(({ cases }) => cases)]));
  const text = page.replace(new RegExp(`${begin}[^]*${end}`), `${begin}\n\n${table}\n\n${end}`);
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (text !== page) {
    console.error("docs/policies.md is not what the pack does: run npm run docs");
    process.exitCode = 1;
  }
}

write();
