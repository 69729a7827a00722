import { declaredSurge, resourcesOf } from "@breakwater/plan-views";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { colorsOf, print, Progress } from "../terminal";
import { defaultTraffic, namedTraffic, readAssumptions, readTraffic, simulateSurge, trafficNamed } from "../surge";
import type { ComparisonName, SurgeOutcome } from "../surge";
import { surgeHtml, surgeText } from "../surge/report";
import { loadPlan } from "./load-plan";
import { UsageError } from "./report-error";

export interface SurgeOptions {
  stack: string;
  /** Configuration over that of the stack file, by key. */
  config?: Record<string, string>;
  /** File of a Plan to read instead of running the program. */
  plan?: string;
  /** A name, or a file; the stack's own where it is left out. */
  traffic?: string;
  factor: number;
  seed: number;
  compare: ComparisonName[];
  /** File of assumptions in the place of the product's own. */
  assumptions?: string;
  /** Single assumptions over those of the file, by path. */
  assume: Record<string, string>;
  /** Folder for the page and the JSON. */
  out?: string;
  json?: boolean;
}

/** What `--out` writes, and may overwrite. */
const pageFile = "surge.html";
const jsonFile = "surge.json";

/** `breakwater surge`: a surge of questions against what the stack declares, simulated. Exit code 1 where it does not hold. */
export async function run(options: SurgeOptions): Promise<number> {
  const { stack, config, plan: file, factor, seed, compare, out, json } = options;
  // What can be wrong with the command line is looked at before the program runs.
  const assumptions = readAssumptions(options.assumptions, options.assume);
  const given = options.traffic === undefined ? undefined : trafficOf(options.traffic);
  if (out !== undefined) checkFolder(out);
  const plan = await loadPlan({ stack, config, plan: file });
  const traffic = given ?? trafficOf(declaredSurge(resourcesOf(plan))?.traffic ?? defaultTraffic);
  const progress = new Progress();
  let outcome: SurgeOutcome;
  try {
    outcome = simulateSurge({
      plan,
      assumptions,
      traffic,
      factor,
      seed,
      compare,
      onProgress: (name, share) =>
        progress.step({ text: `simulating ${traffic.name}, ${name}`, detail: `${Math.floor(share * 100)} %` }),
    });
  } finally {
    progress.stop();
  }
  const written = out === undefined ? [] : write(out, outcome);
  if (json) await print(`${JSON.stringify(outcome, null, 2)}\n`);
  else {
    const colors = colorsOf(process.stdout);
    const files = written.map((path) => `  ${path}\n`).join("");
    await print(`${surgeText(outcome, { colors })}${files === "" ? "" : `\nWritten:\n${files}`}`);
  }
  return outcome.verdict === "holds" ? 0 : 1;
}

/** Traffic by its name, else from a file. */
function trafficOf(name: string): Parameters<typeof simulateSurge>[0]["traffic"] {
  const named = trafficNamed(name);
  if (named !== undefined) return { name, traffic: named };
  if (!existsSync(name) && !/[./\\]/.test(name)) {
    throw new UsageError(
      `--traffic ${name}: there is no traffic and no file of that name. Traffic: ${Object.keys(namedTraffic).join(", ")}`,
    );
  }
  return { name: basename(name), traffic: readTraffic(name) };
}

/** Only a folder that is new, empty or one of this verb's own is written to. */
function checkFolder(folder: string): void {
  if (!existsSync(folder)) return;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    throw new UsageError(`--out ${folder}: it is no folder that can be read`);
  }
  if (names.length > 0 && !names.includes(jsonFile)) {
    throw new UsageError(
      `--out ${folder}: it has other files in it; a new or empty folder, or one of an earlier surge, is needed`,
    );
  }
}

function write(folder: string, outcome: SurgeOutcome): string[] {
  mkdirSync(folder, { recursive: true });
  const files: [name: string, text: string][] = [
    [pageFile, surgeHtml(outcome)],
    [jsonFile, `${JSON.stringify(outcome, null, 1)}\n`],
  ];
  return files.map(([name, text]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  });
}
