/**
 * Measures the app beside its peers: same machine, same run, same upstream. Prints a markdown table, keeps every run as JSON,
 * and exits 1 when the app misses one of its targets.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machine } from "./machine";
import { readOptions, usage, UsageError, type Options } from "./options";
import { stayOffMeasuredCore, stopAll } from "./processes";
import { progressDone } from "./progress";
import { keep, markdown, verdict, type Report } from "./report";
import { addedLatency } from "./scenarios/added-latency";
import { day } from "./scenarios/day";
import { mixedOverload } from "./scenarios/mixed-overload";
import { overload } from "./scenarios/overload";
import { startUp } from "./scenarios/start-up";
import { streams } from "./scenarios/streams";
import { throughput } from "./scenarios/throughput";
import { breakwater } from "./systems/breakwater";
import { compileApp } from "./systems/compile-app";
import { fastapiHttpx, litellm } from "./systems/peers";
import { startRedis } from "./systems/redis";

const scenarios = [throughput, addedLatency, streams, overload, mixedOverload, startUp, day];

async function measure({ quick, only }: Options, folder: string): Promise<Report> {
  const startedAt = new Date().toISOString();
  const facts = machine();
  await compileApp();
  const systems = [breakwater(await startRedis(folder)), await litellm(), await fastapiHttpx()];
  const report: Report = {
    startedAt,
    quick,
    machine: facts,
    systems: systems.map(({ name, version, commandLine, missing }) => ({ name, version, commandLine, missing })),
    scenarios: [],
  };
  const asked = scenarios.filter(({ name, isLong }) => (only.length === 0 ? !isLong : only.includes(name)));
  for (const { name, title, run } of asked) {
    report.scenarios.push({ name, title, ...(await run({ systems, quick, folder })) });
  }
  return report;
}

async function main(): Promise<number> {
  const names = scenarios.map(({ name }) => name);
  const options = readOptions(process.argv.slice(2), names);
  if (options.help) {
    console.log(usage(names));
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), "breakwater-bench-"));
  const end = () => {
    stopAll();
    rmSync(folder, { recursive: true, force: true });
  };
  process.on("exit", end);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));
  stayOffMeasuredCore();

  const report = await measure(options, folder);
  progressDone();
  console.log(markdown(report));
  const { reached, missed } = verdict(report);
  console.log(`\n${reached} targets reached, ${missed.length} missed. Every run: ${keep(report)}`);
  return missed.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    progressDone();
    if (error instanceof UsageError) {
      console.error(error.message);
      process.exit(2);
    }
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
