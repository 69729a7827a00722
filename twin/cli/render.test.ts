import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { samplePlan, sampleResource } from "../plan/testing/sample-plan";
import { run } from "./render";

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-render-"));
  out = join(folder, "out");
  jest.spyOn(process.stdout, "write").mockImplementation((_text: unknown, done?: unknown) => {
    (done as () => void)();
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const vault = (name: string): ReturnType<typeof sampleResource> =>
  sampleResource("azure-native:keyvault:Vault", name, { vaultName: `kv-${name}` });
const filesOf = (): string[] => readdirSync(out, { recursive: true, encoding: "utf8" }).sort();
const printed = (): unknown => JSON.parse(String(jest.mocked(process.stdout.write).mock.lastCall![0]));

async function render(...names: string[]): Promise<unknown> {
  const plan = join(folder, "plan.json");
  writeFileSync(plan, JSON.stringify(samplePlan(...names.map(vault))));
  expect(await run({ stack: "dev", plan, out, json: true })).toBe(0);
  return printed();
}

test("a new folder gets the files, and the same Plan again changes nothing", async () => {
  expect(await render("a", "b")).toEqual({ written: ["azure/a.json", "azure/b.json"], unchanged: [], removed: [] });
  expect(await render("a", "b")).toEqual({ written: [], unchanged: ["azure/a.json", "azure/b.json"], removed: [] });
});

test("a file that the Plan no longer has is removed, and one of somebody else's is kept", async () => {
  await render("a", "b");
  writeFileSync(join(out, "kustomization.yaml"), "resources: []\n");
  expect(await render("b")).toEqual({ written: [], unchanged: ["azure/b.json"], removed: ["azure/a.json"] });
  expect(filesOf()).toEqual([".breakwater-render.json", "azure", "azure/b.json", "kustomization.yaml"]);
});

test("a folder that becomes empty goes too", async () => {
  await render("a");
  await render();
  expect(filesOf()).toEqual([".breakwater-render.json"]);
});

test("a file that was changed by hand is written again", async () => {
  await render("a");
  writeFileSync(join(out, "azure/a.json"), "{}");
  expect(await render("a")).toMatchObject({ written: ["azure/a.json"] });
  expect(readFileSync(join(out, "azure/a.json"), "utf8")).toContain("kv-a");
});

test("a folder with something else in it is left alone", async () => {
  writeFileSync(join(folder, "mine.txt"), "");
  out = folder;
  await expect(render("a")).rejects.toThrow("it is not empty and was not made by `breakwater render`");
  expect(filesOf()).toEqual(["mine.txt", "plan.json"]);
});

test("somebody else's file in the way is not overwritten", async () => {
  await render("a");
  writeFileSync(join(out, "azure/b.json"), "mine");
  await expect(render("a", "b")).rejects.toThrow("would be lost: azure/b.json");
  expect(readFileSync(join(out, "azure/b.json"), "utf8")).toBe("mine");
});

test("a marker cannot make it remove files outside of its folder", async () => {
  await render("a");
  writeFileSync(join(out, ".breakwater-render.json"), JSON.stringify({ files: ["../plan.json"] }));
  await expect(render("a")).rejects.toThrow("remove the folder and render again");
});

test("a file is no folder", async () => {
  writeFileSync(out, "");
  await expect(render("a")).rejects.toThrow("it is a file; a folder is needed");
});
