#!/usr/bin/env node
/**
 * Everything that must hold, the fast first: lint, unit tests, the app's tests, types, then the real control plane.
 * A stage that fails does not stop the others; tests that need a program which is not here are skipped, and it is named. The last
 * line counts: `N passed, N failed[, N skipped]`.
 *
 *   node tests/run-all.mjs [STAGE …]     only these stages, by name
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { fileURLToPath } from "node:url";
import { installInContainer, missingPrograms } from "./support/system-programs.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), "breakwater-test-"));
const bin = (name) => join(root, "node_modules", ".bin", name);

/** `needs`: programs of the system, by their Debian package of the same name, without which tests of the stage are skipped. */
const stages = [
  { name: "lint", run: [bin("eslint"), "."] },
  { name: "format", run: [bin("prettier"), "--check", "--log-level", "warn", "."] },
  { name: "unit", jest: [], needs: ["prometheus"], run: [bin("jest"), "--selectProjects", "unit"] },
  { name: "app-unit", jest: [], cwd: "app", run: [bin("jest"), "--selectProjects", "unit"] },
  {
    name: "rooms",
    jest: [],
    needs: ["prometheus", "chromium", "shellcheck"],
    run: [bin("jest"), "--selectProjects", "rooms"],
  },
  // azure-native's types are the largest that tsc meets here.
  { name: "types", run: [bin("tsc"), "--noEmit"], env: { NODE_OPTIONS: "--max-old-space-size=6144" } },
  { name: "app-types", cwd: "app", run: [bin("tsc"), "--noEmit"] },
  // One file after the other: some put load on the app, which would starve their neighbours.
  {
    name: "app-sockets",
    jest: [],
    needs: ["redis-server", "chromium"],
    cwd: "app",
    run: [bin("jest"), "--selectProjects", "sockets", "--runInBand"],
  },
  {
    name: "controlplane",
    jest: [],
    needs: ["redis-server", "prometheus"],
    run: [bin("jest"), "--selectProjects", "controlplane", "--runInBand"],
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`No stage ${unknown.join(", ")}. Stages: ${stages.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

/** Longest time of a stage, and of a runner that has reported and still does not end, milliseconds. */
const patience = { stage: 60 * 60_000, end: 30_000 };

/** Exit code of a stage. One that does not end by itself has left something open, and has failed. */
const spawned = (stage, args, report) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [...stage.run, ...args], {
      cwd: join(root, stage.cwd ?? "."),
      env: { ...process.env, ...stage.env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    const started = Date.now();
    let reported;
    const watch = setInterval(() => {
      if (reported === undefined && existsSync(report)) reported = Date.now();
      const late = Date.now() - started > patience.stage || Date.now() - (reported ?? Infinity) > patience.end;
      if (!late) return;
      console.error(`${stage.name}: ended from outside, because it did not end by itself.`);
      child.kill("SIGKILL");
    }, 1000);
    const ended = (code) => {
      clearInterval(watch);
      resolve(code);
    };
    child.on("error", () => ended(1));
    child.on("close", (code) => ended(code ?? 1));
  });

const chosen = stages.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const needed = chosen.flatMap(({ needs = [] }) => needs);
installInContainer(missingPrograms(needed));
const missing = missingPrograms(needed);

const totals = { passed: 0, failed: 0, skipped: 0 };
const rows = [];
for (const stage of chosen) {
  console.log(`\n── ${stage.name} ──`);
  const started = Date.now();
  const report = join(scratch, `${stage.name}.json`);
  const code = await spawned(
    stage,
    stage.jest ? ["--json", `--outputFile=${report}`, "--testLocationInResults"] : [],
    report,
  );
  const counted = stage.jest && existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;
  const passed = counted ? counted.numPassedTests : Number(code === 0);
  // A test file that could not even be loaded has no tests to count, and is a failure all the same.
  const failed = counted
    ? Math.max(counted.numFailedTests + counted.numRuntimeErrorTestSuites, Number(code !== 0))
    : Number(code !== 0);
  const skipped = counted ? counted.numPendingTests + counted.numTodoTests : 0;
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  rows.push([stage.name, passed, failed, skipped, `${((Date.now() - started) / 1000).toFixed(0)} s`]);
}
rmSync(scratch, { recursive: true, force: true });

console.log("\nstage          passed  failed  skipped   time");
for (const [name, passed, failed, skipped, time] of rows) {
  const cells = [passed, failed, skipped].map((n) => String(n).padStart(8)).join("");
  console.log(`${name.padEnd(13)}${cells}${time.padStart(8)}`);
}
if (missing.length > 0) {
  console.log(
    `\nSkipped: tests that need ${missing.join(", ")}. \`apt-get install ${missing.join(" ")}\` brings what is missing.`,
  );
}
console.log(
  `\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ""}`,
);
process.exit(totals.failed > 0 ? 1 : 0);
