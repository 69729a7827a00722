import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Vector } from "../twin/surge/control/replay/vector";
import { breakwater, root } from "./support/breakwater";

jest.setTimeout(5 * 60_000);

const recorded = join(root, "tests/vectors/hpa/a-step.json");
const vector = (): Vector => JSON.parse(readFileSync(recorded, "utf8")) as Vector;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-hpa-replay-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file of the test's own. */
function file(content: unknown): string {
  const path = join(folder, "vector.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

test("--json prints the decision at each sync and nothing else", async () => {
  const { exitCode, stdout, stderr } = await breakwater(["hpa-replay", recorded, "--json"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(JSON.parse(stdout)).toEqual(vector().expected!.map(({ t, desiredReplicas }) => ({ t, desiredReplicas })));
});

test("a file without recorded decisions is replayed all the same", async () => {
  const unrecorded = vector();
  delete unrecorded.expected;
  const { exitCode, stdout } = await breakwater(["hpa-replay", file(unrecorded)]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("360 syncs; the file records no decisions to compare with");
});

test("a decision other than the recorded one is named, with exit code 1", async () => {
  const wrong = vector();
  wrong.expected![41]!.desiredReplicas = 99;
  const { exitCode, stdout } = await breakwater(["hpa-replay", file(wrong)]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain("first difference at 630 s: Kubernetes decided 99, the simulator ");
});

test.each<[what: string, content: unknown, message: string]>([
  ["no JSON", "{", "is no JSON"],
  [
    "values out of range",
    { ...vector(), durationSeconds: -1, initialReplicas: 1.5 },
    "durationSeconds = -1 must be a number of seconds, 0 or more\n  initialReplicas = 1.5 must be an integer, 0 or more",
  ],
])("a file with %s is wrong use: file, property, value and what is allowed", async (_what, content, message) => {
  const path = file(content);
  const { exitCode, stdout, stderr } = await breakwater(["hpa-replay", path, "--json"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(path);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
});

test("a file that is not there is said", async () => {
  const { exitCode, stderr } = await breakwater(["hpa-replay", join(folder, "none.json")]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("none.json: cannot be read: there is no such file");
});
