#!/usr/bin/env node
/**
 * How many small faults in a package the package's own tests notice. Stryker puts one fault after the other into the code and runs the tests that reach
 * it; a fault that no test notices is printed with its place. Fails where fewer than 85 % are noticed.
 *
 *   npm run mutation                            every package, about an hour
 *   npm run mutation -- cidr overload           these
 *   npm run mutation -- cidr --only block.ts    one file of a package
 */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Percent of a package's faults that its tests must notice. */
const least = 85;
// What is only a script has no unit tests.
const packages = readdirSync(join(root, "packages")).filter((name) => existsSync(join(root, "packages", name, "src")));

const { values, positionals } = parseArgs({ options: { only: { type: "string" } }, allowPositionals: true });
const unknown = positionals.filter((name) => !packages.includes(name));
if (unknown.length > 0) {
  console.error(`No package ${unknown.join(", ")}. Packages: ${packages.join(", ")}.`);
  process.exit(2);
}

/** The unit tests of a package, in the copy that Stryker makes of the repository. */
const testsOf = (name) => ({
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2023", parser: { syntax: "typescript" } } }] },
  testEnvironment: "node",
  watchman: false,
  roots: ["<rootDir>/packages"],
  setupFiles: [join(root, "tests/support/short-properties.cjs")],
  // Through the links of node_modules a package's name would lead out of the copy, to code without the fault.
  moduleNameMapper: { "^@breakwater/([a-z-]+)$": "<rootDir>/packages/$1/src/index" },
  testMatch: [`<rootDir>/packages/${name}/src/**/*.test.ts`],
});

/** Percent of a package's faults that its tests noticed. */
async function scoreOf(name) {
  const sources = `packages/${name}/src/**/${values.only ?? "*.ts"}`;
  const results = await new Stryker({
    mutate: [sources, "!packages/**/*.test.ts", "!packages/**/testing/**", "!packages/*/src/index.ts"],
    ignorePatterns: ["/*", "!/packages", "!/package.json"],
    testRunner: "jest",
    plugins: ["@stryker-mutator/jest-runner", join(root, "tests/support/survivors.mjs")],
    // Jest looks for its configuration in the folders above, too: without one in the copy it would run the tests of the repository, which has no
    // fault. Tests that do not reach a faulty file are not even loaded.
    jest: { projectType: "custom", configFile: "package.json", config: testsOf(name), enableFindRelatedTests: true },
    coverageAnalysis: "perTest",
    reporters: ["clear-text", "progress-append-only", "survivors"],
    clearTextReporter: { logTests: false, reportTests: false, allowEmojis: false },
    tempDirName: ".breakwater/mutants",
    concurrency: Number(process.env.MUTATION_WORKERS ?? 2),
    // Only an endless loop takes this much longer than the tests without a fault, even on a machine that is busy.
    timeoutMS: 15_000,
    warnings: { slow: false },
  }).runMutationTest();
  const count = (...statuses) => results.filter(({ status }) => statuses.includes(status)).length;
  const noticed = count("Killed", "Timeout");
  return (100 * noticed) / (noticed + count("Survived", "NoCoverage"));
}

process.chdir(root);
const scores = [];
for (const name of positionals.length > 0 ? positionals : packages) scores.push({ name, score: await scoreOf(name) });
for (const { name, score } of scores) console.log(`${name}: ${score.toFixed(1)} % of the faults noticed`);
if (scores.some(({ score }) => !(score >= least))) {
  console.error(`Less than ${least} % is too little: each fault above that survived wants a test.`);
  process.exitCode = 1;
}
