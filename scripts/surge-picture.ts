/**
 * Takes the picture of docs/surge.md and the README: prod's sale day as its page shows it, in headless Chromium (`apt-get install chromium`).
 *
 *   npx tsx scripts/surge-picture.ts
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(__dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "breakwater-picture-"));
const quiet = { cwd: root, stdio: ["ignore", "ignore", "inherit"] as ("ignore" | "inherit")[] };

try {
  const surge = join(folder, "surge");
  const plan = ["--plan", "tests/golden/prod.json", "--compare", "fixed,cpu"];
  execFileSync(process.execPath, ["bin/breakwater.cjs", "surge", ...plan, "--out", surge], quiet);
  const page = [`--screenshot=${join(root, "docs/images/surge.png")}`, "--window-size=1200,1500", "--hide-scrollbars"];
  const alone = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${join(folder, "profile")}`];
  const silent = { ...quiet, stdio: ["ignore", "ignore", "ignore"] as "ignore"[] };
  execFileSync("chromium", [...alone, ...page, pathToFileURL(join(surge, "surge.html")).href], silent);
} finally {
  rmSync(folder, { recursive: true });
}
