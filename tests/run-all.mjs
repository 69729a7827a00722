#!/usr/bin/env node
/**
 * Everything that must hold, what fails fastest first: format and lint, unit tests, types, then what starts processes, opens sockets and needs the real
 * control plane. A stage that fails does not stop the others. Tests that need what is not here are skipped, and each is named with its reason. The last
 * line counts: `N passed, N failed[, N skipped]`.
 *
 *   node tests/run-all.mjs [STAGE …]                 only these stages, by name
 *   BREAKWATER_NO_SKIPS=1 node tests/run-all.mjs     a skipped test is a failed one, as in CI
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { fileURLToPath } from "node:url";
import { countTests } from "./support/jest-report.mjs";
import { installInContainer, missingPrograms } from "./support/system-programs.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), "breakwater-test-"));
const bin = (name) => join(root, "node_modules", ".bin", name);

/**
 * Without these, tests of the stage are skipped. `needs`: programs of the system, by their Debian package of the same name. `servers`: what the twin can
 * bring without installing it.
 */
const stages = [
  { name: "format", run: [bin("prettier"), "--check", "--log-level", "warn", "."] },
  { name: "lint", run: [bin("eslint"), "."] },
  { name: "workflows", needs: ["shellcheck"], run: ["--require", "tsx/cjs", "tests/actionlint/run.ts"] },
  { name: "unit", jest: [], run: [bin("jest"), "--selectProjects", "unit"] },
  { name: "app-unit", jest: [], cwd: "app", run: [bin("jest"), "--selectProjects", "unit"] },
  // azure-native's types are the largest that tsc meets here.
  { name: "types", run: [bin("tsc"), "--noEmit"], env: { NODE_OPTIONS: "--max-old-space-size=6144" } },
  { name: "app-types", cwd: "app", run: [bin("tsc"), "--noEmit"] },
  // The chat page runs in a browser, whose types are others than Node's.
  { name: "page-types", cwd: "app", run: [bin("tsc"), "--noEmit", "-p", "page"] },
  {
    name: "rooms",
    jest: [],
    needs: ["chromium", "shellcheck"],
    servers: ["promtool"],
    run: [bin("jest"), "--selectProjects", "rooms"],
  },
  // One file after the other: some put load on the app, which would starve their neighbours.
  {
    name: "app-sockets",
    jest: [],
    needs: ["chromium"],
    servers: ["redis-server"],
    cwd: "app",
    run: [bin("jest"), "--selectProjects", "sockets", "--runInBand"],
  },
  {
    name: "controlplane",
    jest: [],
    servers: ["redis-server"],
    run: [bin("jest"), "--selectProjects", "controlplane", "--runInBand"],
  },
];

/** Nothing but package registries is reached for: what the twin needs is built. */
const environment = { BREAKWATER_BINARIES: "build", ...process.env };

/** Variables with which the tests find the servers that they need, once these are there. */
function bringServers(servers) {
  if (servers.length === 0) return {};
  const script = [
    "--require",
    join(root, "twin/cli/typescript.cjs"),
    join(root, "tests/support/servers.ts"),
    ...servers,
  ];
  const options = { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], env: environment };
  const { stdout } = spawnSync(process.execPath, script, options);
  return JSON.parse(stdout || "{}");
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`No stage ${unknown.join(", ")}. Stages: ${stages.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

/** Longest time of a stage, and of a runner that has reported and still does not end, milliseconds. */
const patience = { stage: 85 * 60_000, end: 30_000 };

/** Exit code of a stage. One that does not end by itself has left something open, and has failed. */
const spawned = (stage, args, report) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [...stage.run, ...args], {
      cwd: join(root, stage.cwd ?? "."),
      env: { ...environment, ...serverVariables, ...stage.env },
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
const serverVariables = bringServers([...new Set(chosen.flatMap(({ servers = [] }) => servers))]);

const noSkips = process.env.BREAKWATER_NO_SKIPS === "1";
const totals = { passed: 0, failed: 0, skipped: 0 };
const rows = [];
const skips = [];
for (const [index, stage] of chosen.entries()) {
  console.log(`\n── ${stage.name} (${index + 1} of ${chosen.length}) ──`);
  const started = Date.now();
  const report = join(scratch, `${stage.name}.json`);
  const code = await spawned(
    stage,
    stage.jest ? ["--json", `--outputFile=${report}`, "--testLocationInResults"] : [],
    report,
  );
  const counted = stage.jest && existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;
  const {
    passed,
    failed,
    skipped,
    skips: skippedTests,
  } = countTests(counted, code, { name: stage.name, noSkips, root });
  skips.push(...skippedTests);
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`── ${stage.name}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds} s`);
  rows.push([stage.name, passed, failed, skipped, `${seconds} s`]);
}
rmSync(scratch, { recursive: true, force: true });

console.log("\nstage          passed  failed  skipped   time");
for (const [name, passed, failed, skipped, time] of rows) {
  const cells = [passed, failed, skipped].map((n) => String(n).padStart(8)).join("");
  console.log(`${name.padEnd(13)}${cells}${time.padStart(8)}`);
}
if (skips.length > 0) {
  console.log(noSkips ? "\nSkipped, which BREAKWATER_NO_SKIPS counts as failed:" : "\nSkipped:");
  for (const skip of skips) console.log(`  ${skip}`);
}
if (missing.length > 0) console.log(`\n\`apt-get install ${missing.join(" ")}\` brings programs that are missing.`);
console.log(
  `\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ""}`,
);
process.exit(totals.failed > 0 ? 1 : 0);
