import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan } from "@breakwater/plan-views";
import { breakwater, root } from "./support/breakwater";

// What reads a Plan, as a user calls it: exit codes, and what stands on which stream.
jest.setTimeout(5 * 60_000);

const golden = join(root, "tests/golden/prod.json");
const folder = mkdtempSync(join(tmpdir(), "breakwater-reports-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of prod's golden Plan with something changed. */
function planFile(name: string, change: (plan: Plan) => unknown): string {
  const plan = JSON.parse(readFileSync(golden, "utf8")) as Plan;
  change(plan);
  return file(name, JSON.stringify(plan));
}
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const inputsOf = (plan: Plan, typeEnd: string, name: string) =>
  plan.resources.find((resource) => resource.type.endsWith(typeEnd) && resource.name === name)!.inputs;

const untainted = planFile("untainted.json", (plan) => (inputsOf(plan, ":AgentPool", "gpu-z1")["nodeTaints"] = []));
const otherVersion = planFile("version.json", (plan) => Object.assign(plan, { version: 2 }));
const unpriced = planFile(
  "unpriced.json",
  (plan) => (inputsOf(plan, ":AgentPool", "cpu")["vmSize"] = "Standard_D8s_v9"),
);

describe("policy", () => {
  test("is fine with prod, without a word on stderr", async () => {
    const { exitCode, stdout, stderr } = await breakwater(["policy", "--plan", golden, "--json"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ stack: "prod", fine: true, counts: { mandatory: 0, failed: 0 } });
  });

  test("judges manifests as a stack, and refuses what is none by file, document and property", async () => {
    const service = "apiVersion: v1\nkind: Service\nmetadata: {name: shop}\n";
    const pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\nspec: {containers: [{name: shop, image: shop:latest}]}\n";
    const judged = await breakwater([
      "policy",
      "--stack",
      "prod",
      "--manifests",
      file("pod.yaml", `${service}---\n${pod}`),
    ]);
    expect(judged).toMatchObject({ exitCode: 1, stderr: "" });
    expect(judged.stdout).toContain('Container "shop" of Pod "default/shop" runs shop:latest, which is latest');
    expect(judged.stdout).toContain("stack prod: ");
    const none = await breakwater(["policy", "--manifests", file("none.yaml", `${service}---\nkind: Pod\n`)]);
    expect(none).toMatchObject({ exitCode: 2, stdout: "" });
    expect(none.stderr).toContain("none.yaml: document 2: apiVersion = undefined must be a text");
  });

  test("ends with 1 at a broken promise, and tells what to change and where to read on", async () => {
    const { exitCode, stdout } = await breakwater(["policy", "--plan", untainted]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'Node pool "gpu1z1" (Standard_NC24ads_A100_v4) has GPUs but not the taint sku=gpu:NoSchedule',
    );
    expect(stdout).toContain('→ Set nodeTaints to ["sku=gpu:NoSchedule"]');
    expect(stdout).toContain("docs/rules/gpu-pool-tainted.md");
  });

  test.each<[what: string, config: string, message: string]>([
    [
      "a pool below the app's maximum",
      "cpuMaxCount=6",
      'ResourceQuota "production/production" allows 39 pods (requests.cpu), maxReplicas is 100',
    ],
    ["a version that AKS no longer supports", "kubernetesVersion=1.30", "runs Kubernetes 1.30; supported are 1.34"],
  ])("ends with 1 at a promise that prod's settings break: %s", async (_, config, message) => {
    const { exitCode, stdout } = await breakwater(["policy", "--stack", "prod", "--config", config]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(message);
  });

  test("accepts it with a written reason, which it shows", async () => {
    const exemptions = [{ resource: "gpu-z1", reason: "moves to another pool this week" }];
    const config = file("policy.json", JSON.stringify({ "gpu-pool-tainted": { exemptions } }));
    const { exitCode, stdout } = await breakwater(["policy", "--plan", untainted, "--policy-config", config]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Exempted\n {2}gpu-pool-tainted: Node pool "gpu1z1".*\n {4}because: moves to another pool/);
  });

  test.each<[what: string, args: string[], message: string]>([
    ["a Plan of another version", ["--plan", otherVersion], "is a Plan of version 2; this breakwater reads version 1"],
    ["a file that is not there", ["--plan", join(folder, "none.json")], "there is no such file"],
    [
      "a rule that is not there",
      ["--plan", golden, "--policy-config", file("no-rule.json", '{ "no-rule": "advisory" }')],
      "no-rule: there is no such rule",
    ],
  ])("ends with 2 at %s", async (_, args, message) => {
    const { exitCode, stdout, stderr } = await breakwater(["policy", ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});

describe("cost", () => {
  test("has idle, typical and surge month, and the traffic from which a GPU pays", async () => {
    const { exitCode, stdout } = await breakwater(["cost", "--plan", golden]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/US dollars a month +idle +typical +surge\n/);
    expect(stdout).toMatch(/own GPU: one node is cheaper than the gateway from [\d.]+ simple questions\/s on/);
  });

  test("guesses no price that it does not know", async () => {
    const { exitCode, stdout } = await breakwater(["cost", "--plan", unpriced]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/CPU nodes +Standard_D8s_v9 +unknown +unknown +unknown\n/);
    expect(stdout).toMatch(/in all +≥ /);
    expect(stdout).toContain("price not known: Standard_D8s_v9; the sums are without it");
  });

  test("ends with 2 at a Plan of another version", async () => {
    const { exitCode, stderr } = await breakwater(["cost", "--plan", otherVersion]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("is a Plan of version 2");
  });
});

describe("diff", () => {
  test.each([
    ["0 where nothing breaks", untainted, golden, 0],
    ["1 where a promise breaks", golden, untainted, 1],
  ])("ends with %s, and has JSON alone on stdout", async (_, base, head, code) => {
    const { exitCode, stdout, stderr } = await breakwater(["diff", base, head, "--json"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ stacks: [{ stack: "prod", changes: [{ name: "gpu-z1" }] }] });
  });

  test.each<[what: string, args: string[], message: string]>([
    ["a ref that is not there", ["nowhere"], "nowhere: is no file, and no git ref of this repository"],
    ["a file beside a ref", [golden, "HEAD"], "give two files, or two git refs"],
    ["Plans of two stacks", [golden, join(root, "tests/golden/dev.json")], "only Plans of one stack can be compared"],
    ["a Plan of another version", [golden, otherVersion], "is a Plan of version 2"],
    ["a format that is not there", [golden, golden, "--format", "xml"], "Allowed choices are text, json, markdown"],
  ])("ends with 2 at %s", async (_, args, message) => {
    const { exitCode, stdout, stderr } = await breakwater(["diff", ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("judges by a policy config, and refuses one that is wrong before it compares", async () => {
    const config = join(folder, "rules.json");
    writeFileSync(config, '{ "gpu-pool-tainted": "advisory" }');
    const { exitCode, stdout } = await breakwater(["diff", golden, untainted, "--json", "--policy-config", config]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ stacks: [{ findings: { appeared: [{ level: "advisory" }] } }] });

    writeFileSync(config, '{ "gpu-pool-tainted": "harsh" }');
    expect(await breakwater(["diff", golden, untainted, "--policy-config", config])).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining('gpu-pool-tainted = "harsh" must be one of mandatory, advisory, disabled'),
    });
  });

  test("of a ref that does not build: 2, its own words, and as markdown a comment that says so", async () => {
    const project = join(folder, "project");
    mkdirSync(join(project, "bin"), { recursive: true });
    writeFileSync(join(project, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(join(project, "bin/breakwater.cjs"), 'console.error("infra/index.ts:5: no"); process.exit(1);');
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", project, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args]);
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "broken");
    const { exitCode, stdout, stderr } = await breakwater(["diff", "HEAD", "--format", "markdown"], { cwd: project });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("HEAD, stack dev: node ended with 1:\ninfra/index.ts:5: no");
    expect(stdout).toBe(
      "<!-- breakwater-preview -->\n## Breakwater: nothing to compare\n\n```text\nHEAD, stack dev: node ended with 1:\ninfra/index.ts:5: no\n```\n",
    );
  });
});
