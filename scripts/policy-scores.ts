/**
 * Writes the table of docs/policies.md that says how often the policy pack is right, over the recorded cases and the corpus of foreign programs.
 * `npm run docs` runs it; tests/policy-scores.test.ts holds that the table is up to date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPrograms } from "../tests/policy-cases/read-programs";
import { readVectors } from "../tests/policy-cases/read-vectors";
import { scoresOf, scoreTable } from "../tests/policy-cases/scores";

const file = join(__dirname, "../docs/policies.md");
const [begin, end] = ["<!-- scores -->", "<!-- end of scores -->"];

const table = scoreTable(scoresOf([...readVectors(), ...readPrograms().flatMap(({ cases }) => cases)]));
const page = readFileSync(file, "utf8");
writeFileSync(file, page.replace(new RegExp(`${begin}[^]*${end}`), `${begin}\n\n${table}\n\n${end}`));
