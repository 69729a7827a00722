import { changes, type RuleName } from "./workflows/changes";
import { pipelinesOf, pipelineTexts } from "./workflows/pipelines";
import { rules } from "./workflows/rules";

/** What holds for every workflow, and a change of ours that each rule must refuse. */

const texts = pipelineTexts();

test("these are all the workflows and actions", () => {
  expect(Object.keys(texts)).toEqual([
    ".github/actions/stack/action.yml",
    ...["ci", "drift", "preview-comment", "preview"].map((name) => `.github/workflows/${name}.yml`),
  ]);
});

describe.each(Object.keys(rules) as RuleName[])("the rule %s", (rule) => {
  test("holds for all of them", () => {
    expect(rules[rule](pipelinesOf(texts))).toEqual([]);
  });
});

test.each(Object.entries(changes))("%s is refused", (_change, [rule, file, from, to, complaint]) => {
  const changed = texts[file]!.replace(from, to);
  expect(changed).not.toBe(texts[file]);
  const problems = rules[rule](pipelinesOf({ ...texts, [file]: changed }));
  expect(problems.join("\n")).toContain(complaint);
});

test("each rule refuses something", () => {
  expect(new Set(Object.values(changes).map(([rule]) => rule))).toEqual(new Set(Object.keys(rules)));
});
