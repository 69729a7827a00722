import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "@breakwater/plan-views";
import { judgeChange } from "../twin/azure";

/** azure-native types of a golden Plan, each with the inputs of its first resource. */
function typesOf(stack: string): [type: string, inputs: Plan["outputs"]][] {
  const file = join(__dirname, "golden", `${stack}.json`);
  const { resources } = JSON.parse(readFileSync(file, "utf8")) as Plan;
  const own = resources.filter(({ type }) => type.startsWith("azure-native:"));
  return [...new Map(own.map(({ type, inputs }) => [type, inputs]))];
}

describe.each(["dev", "prod"])("of the Plan of %s", (stack) => {
  test.each(typesOf(stack))("%s stands in the provider table", (type, inputs) => {
    expect(judgeChange(type, inputs, inputs)).toEqual({ replaces: [], refused: [], replacementKeepsName: true });
  });

  test.each(typesOf(stack))("%s keeps what its id is made of", (type, inputs) => {
    const named = Object.keys(inputs).filter((key) => /Name$|^scope$|^resourceUri$/.test(key) && key !== "displayName");
    for (const key of named) {
      const changed = judgeChange(type, inputs, { ...inputs, [key]: `${String(inputs[key])}2` });
      // `groupShortName` and `accessPolicyName` are no names of the resource itself.
      const isName = !["groupShortName", "accessPolicyName"].includes(key);
      expect([key, changed.replaces.includes(key)]).toEqual([key, isName]);
    }
  });
});
