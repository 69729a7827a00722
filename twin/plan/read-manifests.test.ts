import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readManifests } from "./read-manifests";

const folder = mkdtempSync(join(tmpdir(), "breakwater-manifests-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file and reads it; all others are gone. */
function read(text: string, name = "shop.yaml") {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "more"), { recursive: true });
  writeFileSync(join(folder, name), text);
  return readManifests(folder, "prod");
}

const service = "apiVersion: v1\nkind: Service\nmetadata: {name: shop, namespace: web}\n";
const deployment =
  "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop, namespace: web}\nspec: {replicas: 2}\n";

test("manifests are a Plan", () => {
  const plan = read(`${service}---\n# nothing\n---\n${deployment}`);
  expect(plan).toMatchObject({ version: 1, project: "manifests", stack: "prod", outputs: {} });
  expect(plan.resources).toMatchObject([
    {
      urn: "urn:pulumi:prod::manifests::kubernetes:core/v1:Service::web/shop",
      type: "kubernetes:core/v1:Service",
      name: "web/shop",
    },
    { type: "kubernetes:apps/v1:Deployment", inputs: { kind: "Deployment", spec: { replicas: 2 } } },
  ]);
});

test("a List is its items, one file may lie in a folder, and JSON is YAML", () => {
  const list = {
    apiVersion: "v1",
    kind: "List",
    items: [{ apiVersion: "v1", kind: "Secret", metadata: { name: "a" } }],
  };
  expect(read(JSON.stringify(list), "more/list.json").resources).toMatchObject([
    { type: "kubernetes:core/v1:Secret", name: "a" },
  ]);
});

test("of an object that stands there twice the last is taken", () => {
  const { resources } = read(`${deployment}---\n${deployment.replace("2", "3")}`);
  expect(resources).toMatchObject([{ inputs: { spec: { replicas: 3 } } }]);
});

test.each([
  ["a: [", "document 1 is no YAML: "],
  [`${service}---\njust words\n`, "document 2 is no object with apiVersion, kind and metadata"],
  ["kind: Service\nmetadata: {}\n", "document 1: apiVersion = undefined must be a text, as of every Kubernetes object"],
  ["apiVersion: v1\nkind: 3\n", "document 1: kind = 3 must be a text"],
  ["apiVersion: v1\nkind: Service\n", "document 1: metadata = undefined must be an object"],
  ["# nothing\n", "has no Kubernetes object"],
])("%j is refused", (text, problem) => {
  expect(() => read(text)).toThrow(problem);
});

test("a path that is not there is refused by its name", () => {
  expect(() => readManifests(join(folder, "none"), "prod")).toThrow(/none: cannot be read: there is no such file/);
});
