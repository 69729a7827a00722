import { readFileSync } from "node:fs";
import { join } from "node:path";
import { surgePage } from "../scripts/surge-page";
import { comparisonNames } from "../twin/cli/surge-command";
import { namedTraffic } from "../twin/surge/traffic";
import { root } from "./support/breakwater";

const page = readFileSync(join(root, "docs/surge.md"), "utf8");

test("the page of the surge has every assumption, as the file has it: `npm run docs` writes them", () => {
  expect(surgePage(page)).toBe(page);
  expect(page).toContain("`gateway.tokensPerMinute`");
});

test("the page names each traffic and each comparison that there is", () => {
  for (const name of [...Object.keys(namedTraffic), ...comparisonNames]) expect(page).toContain(`| \`${name}\` |`);
});
