import * as fs from "node:fs";
import * as path from "node:path";
import { rules } from "../policies/rules";
import { readPlan } from "../twin/plan/read-plan";
import { runRules } from "../twin/policy/run-rules";
import { command, repository, runs, runNode } from "./measure";
import type { Figure } from "./measure";

/** The policy pack over prod's Plan, beyond loading it, and a comparison of two refs with the same lockfile. */
export async function benchPolicy(): Promise<Figure[]> {
  const golden = path.join(repository, "tests/golden/prod.json");
  const judging: number[] = [];
  const whole: number[] = [];
  const comparing: number[] = [];
  for (let run = 0; run < runs; run++) {
    const plan = readPlan(golden);
    const started = performance.now();
    runRules(rules, plan);
    judging.push((performance.now() - started) / 1000);
    whole.push((await runNode([command, "policy", "--plan", golden])).seconds);
    comparing.push((await runNode([command, "diff", "HEAD", "HEAD", "--stack", "prod"])).seconds);
  }
  return [
    {
      name: `policy, ${rules.length} rules over ${resources(golden)} resources of prod`,
      unit: "s",
      values: judging,
      limit: 0.3,
    },
    { name: "policy --plan, from the shell", unit: "s", values: whole },
    { name: "diff of two refs, stack prod", unit: "s", values: comparing, limit: 8 },
  ];
}

const resources = (file: string): number =>
  (JSON.parse(fs.readFileSync(file, "utf8")) as { resources: unknown[] }).resources.length;
