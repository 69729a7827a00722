import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { breakwater } from "./support/breakwater";

/** `breakwater load` as a user calls it, where no twin runs. */
describe("breakwater load", () => {
  const state = mkdtempSync(join(tmpdir(), "breakwater-load-"));
  const load = (...args: string[]) => breakwater(["load", ...args], { env: { BREAKWATER_STATE: state } });
  afterAll(() => rmSync(state, { recursive: true }));

  test.each([
    ["nothing to put on", [], "--list NAME, --metric NAME=VALUE or --cpu NAMESPACE/DEPLOYMENT=CORES is needed"],
    ["a list without a number", ["--list", "tasks"], "--list needs --items COUNT, --drain-per-second COUNT or both"],
    ["a number without a list", ["--items", "5", "--metric", "a=1"], "--items needs --list NAME"],
    ["no items", ["--list", "tasks", "--items", "0"], "A whole number from 1 to 1000000 is needed."],
    ["more items than fit", ["--list", "tasks", "--items", "1000001"], "A whole number from 1 to 1000000 is needed."],
    ["part of an item", ["--list", "tasks", "--items", "1.5"], "A whole number from 1 to 1000000 is needed."],
    ["a metric without a value", ["--metric", "depth"], "It must be a metric and a number"],
    ["a metric that is no number", ["--metric", "depth=many"], "It must be a metric and a number"],
    ["what is no metric", ["--metric", "queue depth=1"], "It must be a metric and a number"],
    ["CPU of nobody", ["--cpu", "worker=1"], "It must be of the form namespace/deployment=cores"],
    ["less CPU than none", ["--cpu", "jobs/worker=-1"], "It must be of the form namespace/deployment=cores"],
  ])("refuses %s", async (_, args, reason) => {
    const { exitCode, stdout, stderr } = await load(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(reason);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("says all that is wrong at once", async () => {
    const { stderr } = await load("--items", "1", "--drain-per-second", "1", "--server", "redis.jobs.svc");
    expect(stderr.match(/^(breakwater: )?--/gm)).toHaveLength(4);
  });

  test("says what starts the twin where it does not run", async () =>
    expect(await load("--list", "tasks", "--items", "1")).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: "breakwater: The twin of stack dev does not run. `npx breakwater up --stack dev` starts it.\n",
    }));
});
