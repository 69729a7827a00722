import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlanFileError, readPlan } from "./read-plan";
import { samplePlan, sampleResource } from "./testing/sample-plan";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-read-plan-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(content: unknown): string {
  const file = join(folder, "plan.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

test("a Plan that was written is read back as it was", () => {
  const plan = samplePlan(sampleResource("random:index:Text", "x", { length: 3 }, { options: { protect: true } }));
  expect(readPlan(fileWith(plan))).toEqual(plan);
});

const resource = sampleResource("random:index:Text", "x");

test.each<[what: string, content: unknown, message: string]>([
  ["no JSON", "resources:", "is no JSON: "],
  ["another version", { ...samplePlan(), version: 2 }, "is a Plan of version 2; this breakwater reads version 1"],
  ["a list", [], "the top level = [] must be an object with version, project, stack, resources, outputs"],
  ["an empty object", {}, "version is missing; it must be 1"],
  [
    "a resource without a type",
    samplePlan({ ...resource, type: undefined as never }),
    "resources[1].type is missing; it must be a type token, such as azure-native:containerservice:AgentPool",
  ],
  [
    "an unknown property",
    samplePlan({ ...resource, ids: 1 } as never),
    "resources[1].ids is not known; known are urn, type, name, parent, custom, provider",
  ],
  [
    "an unknown option",
    samplePlan({ ...resource, options: { protected: true } as never }),
    "resources[1].options.protected is not known; known are protect, ignoreChanges",
  ],
  [
    "a wrong type of value",
    samplePlan({ ...resource, dependencies: "x" as never }),
    'resources[1].dependencies = "x" must be a list of URNs',
  ],
  [
    "a name that is no URN",
    samplePlan({ ...resource, urn: "x" }),
    'resources[1].urn = "x" must be a URN, such as urn:pulumi:dev::project::type::name',
  ],
  [
    "a dependency that is named twice",
    samplePlan({ ...resource, dependencies: [resource.urn, resource.urn] }),
    "must be a list without a URN named twice",
  ],
  ["a list for inputs", samplePlan({ ...resource, inputs: [] as never }), "resources[1].inputs = [] must be an object"],
])("%s is refused, with the place, the value and what is allowed", (_, content, message) => {
  const file = fileWith(content);
  expect(() => readPlan(file)).toThrow(PlanFileError);
  expect(() => readPlan(file)).toThrow(message);
  expect(() => readPlan(file)).toThrow(file);
});

test("everything that is wrong is said at once, and no more than a screen of it", () => {
  const wrong = Array.from({ length: 30 }, (_, index) => ({ ...resource, name: "", urn: `u${index}` }));
  let message = "";
  try {
    readPlan(fileWith(samplePlan(...wrong)));
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message.split("\n")).toHaveLength(22);
  expect(message).toContain("… and 40 more");
});

test("a file that is not there, and a folder, are refused", () => {
  expect(() => readPlan(join(folder, "none.json"))).toThrow("there is no such file");
  expect(() => readPlan(folder)).toThrow("it is a folder");
});
