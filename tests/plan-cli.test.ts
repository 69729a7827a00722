import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan } from "@breakwater/plan-views";
import { breakwater, root } from "./support/breakwater";

// A run of the program takes seconds where others use the machine too.
jest.setTimeout(5 * 60_000);

let folder: string;

/** A project of its own around the real program, so that a test may give it any configuration. */
function project(stackFile: string): void {
  const real = readFileSync(join(root, "Pulumi.yaml"), "utf8");
  writeFileSync(join(folder, "Pulumi.yaml"), real.replace(/^main: .*$/m, `main: ${join(root, "infra/index.ts")}`));
  writeFileSync(join(folder, "Pulumi.dev.yaml"), stackFile);
}

const required = "  breakwater:environment: dev\n  breakwater:location: koreacentral\n";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-plan-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a `secure:` value that nobody can decrypt here still gives a plan, and shows as [secret]", async () => {
  project(
    `encryptionsalt: v1:abc=\nconfig:\n${required}  breakwater:gatewayApiKey:\n    secure: v1:c2VjcmV0:Y2lwaGVydGV4dA==\n`,
  );
  const { exitCode, stdout, stderr } = await breakwater(["plan", "--json"], { cwd: folder });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const secret = (JSON.parse(stdout) as Plan).resources.find(({ type }) => type === "azure-native:keyvault:Secret");
  expect(JSON.stringify(secret?.inputs)).toContain("[secret]");
  expect(stdout).not.toContain("Y2lwaGVydGV4dA");
});

test("the gateway's key in clear is refused before anything is registered, and not shown", async () => {
  project(`config:\n${required}  breakwater:gatewayApiKey: sk-hush\n`);
  const { exitCode, stdout, stderr } = await breakwater(["plan", "--json"], { cwd: folder });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toContain("Pulumi.dev.yaml: breakwater:gatewayApiKey = [secret] must be encrypted");
  expect(stderr).toContain("pulumi config set --secret gatewayApiKey");
  expect(stderr).toContain("nothing was changed");
  expect(stderr).not.toContain("hush");
});

test("wrong settings are all named at once, without a stack trace, and nothing stands on stdout", async () => {
  project(`config:\n${required}  breakwater:gpuInitialCount: many\n  breakwater:gpuMaxCuont: "3"\n`);
  const { exitCode, stdout, stderr } = await breakwater(["plan", "--json"], { cwd: folder });
  expect(exitCode).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain("gpuInitialCount");
  expect(stderr).toContain("gpuMaxCuont");
  expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
});

test.each<[what: string, stackFile: string, args: string[], message: string]>([
  [
    "a stack without a file",
    "",
    ["--stack", "staging"],
    'there is no stack "staging": Pulumi.staging.yaml is missing; there are the stacks dev',
  ],
  ["broken YAML", "config:\n  a: [1\n", [], "Pulumi.dev.yaml:3:1: "],
  ["an unknown section", "confg:\n  a: 1\n", [], 'Pulumi.dev.yaml:1:1: unknown key "confg"; allowed: config, '],
  [
    "a missing value",
    "config:\n  breakwater:location: koreacentral\n",
    [],
    "breakwater:environment has no default, so Pulumi.dev.yaml must set it",
  ],
])("%s is wrong use: exit code 2 and the place", async (_, stackFile, args, message) => {
  project(stackFile);
  const { exitCode, stdout, stderr } = await breakwater(["plan", ...args], { cwd: folder });
  expect(stderr).toContain(message);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
});

test("a budget's month that is over is refused in Azure's words, with the key to remove; who fixes the clock is not judged by it", async () => {
  const args = ["plan", "--stack", "prod", "--config", "budgetStart=2020-01"];
  const [today, fixed] = await Promise.all(
    ["", "2026-12-01T00:00:00Z"].map((now) => breakwater(args, { env: { BREAKWATER_NOW: now } })),
  );
  expect(today).toMatchObject({ exitCode: 1, stdout: "" });
  expect(today!.stderr).toMatch(
    /consumption:Budget::breakwater-prod\n {2}BadRequest: .*it is in 2020-01\. \(timePeriod\.startDate\)/,
  );
  expect(today!.stderr).toContain(
    "→ Leave the start to the month in which the budget is made, by `pulumi config rm budgetStart`",
  );
  expect(fixed!.exitCode).toBe(0);
});

test("outside of a project the message says what is missing", async () => {
  const { exitCode, stderr } = await breakwater(["plan"], { cwd: folder });
  expect(stderr).toContain("no Pulumi.yaml in ");
  expect(exitCode).toBe(2);
});

test("a folder inside the project is as good as its top", async () => {
  const { exitCode, stdout } = await breakwater(["plan", "--stack", "dev"], { cwd: join(root, "components/azure") });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^breakwater stack dev\n/);
  // Not a terminal, so no colours.
  // eslint-disable-next-line no-control-regex -- the escape character is what must not be there
  expect(stdout).not.toMatch(/\u001b/);
});

test.each([
  ["an unknown verb", ["pln"], "(Did you mean plan?)"],
  ["an unknown option", ["plan", "--stak", "dev"], "(Did you mean --stack?)"],
  ["two sources of a Plan", ["render", "--out", "x", "--plan", "p.json", "--stack", "dev"], "cannot be used with"],
  ["no folder to write to", ["render"], "required option '--out <folder>' not specified"],
  ["no verb", [], "Usage: breakwater"],
])("%s is wrong use: exit code 2", async (_, args, message) => {
  const { exitCode, stdout, stderr } = await breakwater(args);
  expect(stderr).toContain(message);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
});

test("--help and --version are no errors", async () => {
  const [help, version] = await Promise.all([breakwater(["plan", "--help"]), breakwater(["--version"])]);
  expect(help).toMatchObject({ exitCode: 0, stderr: "" });
  expect(help.stdout).toContain("Examples:");
  expect(version).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
});
