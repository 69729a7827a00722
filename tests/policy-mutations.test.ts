import * as fs from "node:fs";
import * as path from "node:path";
import { rules } from "../policies/rules";
import type { Plan } from "@breakwater/plan-views";
import { openFindings, runRules } from "../twin/policy/run-rules";
import { autoscaling } from "./mutations/autoscaling";
import { Changing } from "./mutations/changing";
import { gpuAndProbes } from "./mutations/gpu-and-probes";
import { hygiene } from "./mutations/hygiene";
import { identityAndPlatform } from "./mutations/identity-and-platform";

/** Of prod's golden Plan; a test breaks one promise of a copy. */
const golden = fs.readFileSync(path.join(__dirname, "golden/prod.json"), "utf8");
const mutations = { ...gpuAndProbes, ...autoscaling, ...identityAndPlatform, ...hygiene };

const findingsOf = (plan: Plan, name: string) =>
  runRules(
    rules.filter((rule) => rule.name === name),
    plan,
  ).flatMap((result) => {
    if (result.error !== undefined) throw new Error(`${name} threw: ${result.error}`);
    return openFindings(result);
  });

const wordsOf = ({ message, resource }: { message: string; resource: { urn: string } }) =>
  `${resource.urn}: ${message}`;

/** Other orders in which a program may register the same: backwards, and three that are shuffled, always in the same way. */
function ordersOf<T>(items: readonly T[]): T[][] {
  const shuffled = (seed: number) =>
    items
      .map((item, place) => ({ item, key: ((place + 1) * seed) % 7919 }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  return [[...items].reverse(), shuffled(31), shuffled(1009), shuffled(4801)];
}

describe("prod's golden plan", () => {
  test("has no finding but that nobody's address is in it, which only its owner can know", () => {
    const results = runRules(rules, JSON.parse(golden) as Plan);
    expect(results.filter(({ error }) => error)).toEqual([]);
    const found = results.flatMap((result) => openFindings(result).map(({ message }) => `${result.level} ${message}`));
    expect(found).toEqual([
      expect.stringMatching(/^advisory Action group "ag-breakwater-prod" tells a role only/),
      expect.stringMatching(/^advisory Alertmanager of Release "\S+" has no receiver/),
    ]);
  });

  test("has every rule in the table of mutations", () => {
    expect(Object.keys(mutations).sort()).toEqual(rules.map(({ name }) => name).sort());
  });

  const table = Object.entries(mutations).flatMap(([name, changes]) =>
    Object.entries(changes).map(([what, change]) => ({ name, what, change })),
  );
  test.each(table)("$name catches: $what", ({ name, change }) => {
    const plan = JSON.parse(golden) as Plan;
    const before = findingsOf(plan, name).map(({ message }) => message);
    change(new Changing(plan));
    const found = findingsOf(plan, name);
    expect(found.filter(({ message }) => !before.includes(message))).not.toEqual([]);
    for (const order of ordersOf(plan.resources)) {
      const said = findingsOf({ ...plan, resources: order }, name);
      expect(said.map(wordsOf)).toEqual(found.map(wordsOf));
    }
  });
});
