/** Writes docs/coverage.md from the table of promised figures. `npm run docs` runs it; tests/coverage.test.ts holds that it is up to date. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { coveragePage } from "../tests/promised-figures/page";

writeFileSync(join(__dirname, "../docs/coverage.md"), coveragePage());
