import * as fs from "node:fs";
import * as path from "node:path";
import type { Plan } from "@breakwater/plan-views";
import { componentResources } from "./promised-figures/components";
import { figures } from "./promised-figures/figures";
import { coveragePage } from "./promised-figures/page";
import { valueAt } from "./promised-figures/value-at";

const plans = Object.fromEntries(
  (["dev", "prod"] as const).map((stack) => [
    stack,
    JSON.parse(fs.readFileSync(path.join(__dirname, `golden/${stack}.json`), "utf8")) as Plan,
  ]),
);

describe("every figure that was promised stands in the Plan", () => {
  let components: Awaited<ReturnType<typeof componentResources>>;
  beforeAll(async () => {
    components = await componentResources();
  });

  test.each(figures)("$id $stack $type $name: $promise", ({ stack, type, name, path: at, value }) => {
    const resources = stack === "component" ? components : plans[stack]!.resources;
    const found = resources.filter(
      (resource) => resource.type.endsWith(type) && resource.name === name && resource.custom,
    );
    expect(found).toHaveLength(1);
    expect(valueAt(found[0]!.inputs, at)).toEqual(value);
  });
});

test.each(["A", "B", "C", "D", "E", "F", "G"])("chapter %s is covered", (chapter) => {
  expect(figures.some(({ id }) => id.startsWith(chapter))).toBe(true);
});

test("docs/coverage.md is made of these figures; `npm run docs` writes it", () => {
  expect(fs.readFileSync(path.join(__dirname, "../docs/coverage.md"), "utf8")).toBe(coveragePage());
});

describe("valueAt", () => {
  const object = {
    a: {
      "b.c": [
        { name: "x", v: 1 },
        { name: "y-z", v: [2, 3] },
      ],
    },
    n: null,
  };
  test.each([
    ['a["b.c"][0].v', 1],
    ['a["b.c"][name=y-z].v[1]', 3],
    ['a["b.c"][name=none].v', undefined],
    ["n.x", undefined],
    ["none.at.all", undefined],
  ])("%s", (at, value) => expect(valueAt(object, at)).toEqual(value));
});
