import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProjectError } from "./project-error";
import { findProject, readProject } from "./project";
import { readStackConfig } from "./stack-config";
import type { StackConfig } from "./stack-config";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-config-"));
  writeFileSync(join(folder, "index.js"), "");
});
afterEach(() => rmSync(folder, { recursive: true }));

const head = "name: shop\nruntime: nodejs\nmain: index.js\n";

function configOf(project: string, stack: string, overrides: Record<string, string> = {}): StackConfig {
  writeFileSync(join(folder, "Pulumi.yaml"), head + project);
  writeFileSync(join(folder, "Pulumi.dev.yaml"), stack);
  return readStackConfig(readProject(folder), "dev", overrides);
}

function problemsOf(attempt: () => unknown): string[] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ProjectError) return error.message.split("\n");
    throw error;
  }
  return [];
}

test("values reach the program as texts: lists and objects as JSON", () => {
  const stack =
    "config:\n  shop:size: 3\n  shop:on: true\n  shop:name: x\n  shop:zones: ['1', '2']\n  azure-native:location: eastus\n  shop:o:\n    a: 1\n";
  expect(configOf("", stack).values).toEqual({
    "azure-native:location": "eastus",
    "shop:name": "x",
    "shop:o": '{"a":1}',
    "shop:on": "true",
    "shop:size": "3",
    "shop:zones": '["1","2"]',
  });
});

test("defaults of the project come first, then the stack, then the overrides", () => {
  const project =
    "config:\n  a: from-project\n  b:\n    type: string\n    default: from-default\n  c:\n    value: from-value\n";
  expect(configOf(project, "config:\n  shop:b: from-stack\n", { c: "from-override" }).values).toEqual({
    "shop:a": "from-project",
    "shop:b": "from-stack",
    "shop:c": "from-override",
  });
});

test("secure values, at any depth, are [secret] and make their key a secret", () => {
  const stack =
    "config:\n  shop:key:\n    secure: AAAA\n  shop:nested:\n    list:\n      - secure: BBBB\n      - plain\n  shop:open: x\n";
  expect(configOf("", stack)).toEqual({
    values: { "shop:key": "[secret]", "shop:nested": '{"list":["[secret]","plain"]}', "shop:open": "x" },
    secretKeys: ["shop:key", "shop:nested"],
  });
});

test("a declared secret is one although its default is open", () => {
  expect(configOf("config:\n  key:\n    type: string\n    default: x\n    secret: true\n", "").secretKeys).toEqual([
    "shop:key",
  ]);
});

test.each<[what: string, project: string, stack: string, problems: string[]]>([
  ["an empty stack file", "", "", []],
  ["a stack file of comments", "", "# nothing yet\n", []],
  ["a key without a value", "", "config:\n  shop:a:\n", []],
  [
    "keys that must be set",
    "config:\n  a:\n    type: string\n  b:\n    type: integer\n",
    "",
    [
      "Pulumi.yaml:5:3: shop:a has no default, so Pulumi.dev.yaml must set it",
      "Pulumi.yaml:7:3: shop:b has no default, so Pulumi.dev.yaml must set it",
    ],
  ],
  [
    "values of another type",
    "config:\n  a:\n    type: integer\n  b:\n    type: boolean\n",
    "config:\n  shop:a: three\n  shop:b: 1\n",
    [
      "Pulumi.dev.yaml:2:3: shop:a must be of the type integer; it is three",
      "Pulumi.dev.yaml:3:3: shop:b must be of the type boolean; it is 1",
    ],
  ],
  [
    "a key of three parts",
    "",
    "config:\n  a:b:c: 1\n",
    ['Pulumi.dev.yaml:2:3: "a:b:c" is no configuration key; allowed are key and namespace:key'],
  ],
  ["a section that is a list", "", "config: [1]\n", ["Pulumi.dev.yaml:1:9: config must be a map of keys to values"]],
  [
    "a file that is a list",
    "",
    "- 1\n",
    [
      "Pulumi.dev.yaml:1:1: must be a map with the keys config, secretsprovider, encryptionsalt, encryptedkey, environment",
    ],
  ],
])("%s", (_, project, stack, problems) => {
  expect(problemsOf(() => configOf(project, stack))).toEqual(problems);
});

test.each<[what: string, project: string, problem: RegExp]>([
  ["no name", "runtime: nodejs\n", /^Pulumi\.yaml: "name", the project's name, is missing$/],
  ["another language", "name: shop\nruntime: python\n", /^Pulumi\.yaml:2:10: runtime must be nodejs.*it is python$/],
  [
    "a main that is not there",
    "name: shop\nruntime:\n  name: nodejs\nmain: none.ts\n",
    /^Pulumi\.yaml:4:7: main names .*none\.ts, which is not there$/,
  ],
  [
    "an unknown key",
    "name: shop\nruntime: nodejs\nmian: index.js\n",
    /^Pulumi\.yaml:3:1: unknown key "mian"; allowed: name, runtime, main/,
  ],
  ["a tab", "name: shop\n\truntime: nodejs\n", /^Pulumi\.yaml:2:1: /],
])("Pulumi.yaml with %s is refused, with the place", (_, project, problem) => {
  writeFileSync(join(folder, "Pulumi.yaml"), project);
  expect(problemsOf(() => readProject(folder))[0]).toMatch(problem);
});

test("the project is found from a folder inside it, and missed outside", () => {
  writeFileSync(join(folder, "Pulumi.yaml"), head);
  expect(findProject(join(folder, "a", "b"))).toBe(folder);
  expect(problemsOf(() => findProject(join(folder, "..")))[0]).toMatch(/^no Pulumi\.yaml in /);
});
