import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { command, median, repository, runs, runNode } from "./measure";
import type { Figure } from "./measure";

/**
 * `plan --stack prod` from the shell, and what of it is ours: what it takes beyond Pulumi's own SDK, which loads the same
 * packages and registers the resources of the same Plan (`pulumi-alone.cjs`).
 */
export async function benchPlan(): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-bench-"));
  try {
    return await measure(path.join(folder, "plan.json"), path.join(folder, "empty.json"));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function measure(planFile: string, emptyFile: string): Promise<Figure[]> {
  const alone = path.join(repository, "bench/pulumi-alone.cjs");
  const packages = pulumiModules();
  const { stdout } = await runNode([command, "plan", "--stack", "prod", "--json"]);
  fs.writeFileSync(planFile, stdout);
  fs.writeFileSync(emptyFile, JSON.stringify({ resources: [] }));
  const plans = [];
  const loads = [];
  const registrations = [];
  // In turn, so that what else the machine does falls on all.
  for (let run = 0; run < runs; run++) {
    plans.push(await runNode([command, "plan", "--stack", "prod", "--json"]));
    loads.push(await runNode([alone, emptyFile, ...packages]));
    registrations.push(await runNode([alone, planFile, ...packages]));
  }
  const seconds = plans.map((run) => run.seconds);
  const pulumi = registrations.map((run) => run.seconds);
  return [
    { name: "plan --stack prod", unit: "s", values: seconds, limit: 2.5 },
    { name: "plan --stack prod, memory", unit: "MB", values: plans.map((run) => run.peakMB), limit: 350 },
    {
      name: `  Pulumi alone, loading (${packages.length} modules)`,
      unit: "s",
      values: loads.map((run) => run.seconds),
    },
    { name: "  Pulumi alone, loading and registering the same", unit: "s", values: pulumi },
    { name: "  ours beyond it", unit: "s", values: [median(seconds) - median(pulumi)], limit: 0.5 },
  ];
}

/** The modules of Pulumi that the program and the engine import to run, not only for their types. */
function pulumiModules(): string[] {
  const modules = new Set<string>();
  for (const folder of ["infra", "components", "twin/engine"]) {
    for (const file of fs.readdirSync(path.join(repository, folder), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts") || file.includes("fixtures")) continue;
      const source = fs.readFileSync(path.join(repository, folder, file), "utf8");
      for (const [, name] of source.matchAll(/^import (?!type\b)[^;]*?from "(@pulumi\/[^"]+)"/gm)) {
        // `types/input` and `types/output` hold nothing at run time.
        if (name && !name.includes("/types/")) modules.add(name);
      }
    }
  }
  return [...modules].sort();
}
