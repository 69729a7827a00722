import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

const root = path.join(__dirname, "..");

test(
  "the rules' pages say what the rules say",
  () => {
    // In a process of its own: prettier, which lays the pages out, is no CommonJS that jest can load.
    const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "scripts/rule-pages.ts", "--check"], {
      cwd: root,
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  },
  5 * 60_000,
);

const pages = fs.readdirSync(path.join(root, "docs/rules")).filter((file) => file !== "README.md");

test.each(pages)("the options of %s are one table", (file) => {
  const text = fs.readFileSync(path.join(root, "docs/rules", file), "utf8");
  const [, options] = /^## Options\n\n([^]*?)\n\n## /m.exec(text)!;
  expect(options!.split("\n").filter((line) => !line.startsWith("|"))).toEqual([]);
});
