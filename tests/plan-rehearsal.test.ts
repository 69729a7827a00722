import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resourcesOf } from "@breakwater/plan-views";
import { StackState } from "../twin/state/stack-state";
import { breakwater } from "./support/breakwater";
import { goldenPlan } from "./support/surge";

/** `plan` and `up` of a stack that is up on the twin: the change is rehearsed over what is there. */
describe("a stack that is up", () => {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-plan-rehearsal-"));
  const stateFile = join(folder, "dev/state.json");
  const run = (...args: string[]) => breakwater(args, { env: { BREAKWATER_STATE: folder } });

  beforeAll(() => {
    mkdirSync(join(folder, "dev"));
    const plan = goldenPlan("dev");
    const state = StackState.open(stateFile, "dev");
    // As an `up` leaves it.
    const byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
    for (const { urn, type, name } of resourcesOf(plan)) {
      const { custom, inputs, dependencies, options } = byUrn.get(urn)!;
      if (!custom || type.startsWith("pulumi:") || type.startsWith("kubernetes:helm.sh/")) continue;
      state.begin({ urn, type, name, declared: { dependencies, options } }, inputs);
      state.complete(urn);
    }
    state.keepPlan(plan);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("plan says that up would change nothing", async () => {
    const { exitCode, stdout, stderr } = await run("plan");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/\nWhat up would do to the twin of dev \(rehearsed .*\)\n0 changes; \d+ unchanged\n$/);
  });

  test("plan shows what it would change", async () => {
    const { exitCode, stdout } = await run("plan", "--config", "cpuMaxCount=2");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("~ update AgentPool cpu\n    maxCount: 3 → 2\n");
  });

  test("plan shows what Azure refuses of it, and up ends with that before it touches anything", async () => {
    const older = ["--config", "kubernetesVersion=1.34"];
    const before = readFileSync(stateFile, "utf8");
    const planned = await run("plan", ...older);
    expect(planned.exitCode).toBe(1);
    const refusal =
      /✗ update ManagedCluster aks is refused\n {4}kubernetesVersion: "1\.35" → "1\.34"\n {4}OperationNotAllowed: .*\n {4}→ .*\n {4}https:/;
    expect(planned.stdout).toMatch(refusal);
    const up = await run("up", ...older);
    expect(up.exitCode).toBe(1);
    expect(up.stderr).toMatch(
      /breakwater: the change of stack dev was rehearsed .* and is refused; nothing was touched/,
    );
    expect(up.stderr).toMatch(refusal);
    expect(readFileSync(stateFile, "utf8")).toBe(before);
  });

  test("--json is the Plan alone", async () => {
    const { exitCode, stdout, stderr } = await run("plan", "--json", "--config", "kubernetesVersion=1.34");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, stack: "dev" });
  });
});
