import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { testUnless } from "../../app/test/support/lacking";
import { shellcheckLack } from "../support/shellcheck";
import { ScriptedProject, type StandInAnswer } from "../support/stand-in-commands";

let project: ScriptedProject;
const start = (answers: StandInAnswer[]) => (project = new ScriptedProject(answers));
afterEach(() => project.dispose());

describe.each(["bootstrap.sh", "push.sh", "rollout.sh", "upload-weights.sh", "destroy.sh"])("%s", (script) => {
  test("explains itself, and refuses what it does not know", async () => {
    start([]);
    expect(await project.run(script, ["--help"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`Usage: scripts/${script}`) as string,
    });
    expect(await project.run(script, ["--stak", "dev"])).toMatchObject({
      exitCode: 2,
      stderr: `${script}: unknown option --stak\nTry ${script} --help.\n`,
    });
    for (const nothing of [[""], ["--dry-run"], []]) {
      expect(await project.run(script, ["--stack", ...nothing])).toMatchObject({
        exitCode: 2,
        stderr: `${script}: --stack needs a value\nTry ${script} --help.\n`,
      });
    }
    expect(await project.run(script, ["dev"])).toMatchObject({
      exitCode: 2,
      stderr: `${script}: unknown option dev\nTry ${script} --help.\n`,
    });
    expect(await project.run(script, ["--stack", "staging"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Pulumi.staging.yaml is missing") as string,
    });
  });

  test("takes each option that its help names, and names each that it takes", async () => {
    start([]);
    const { stdout } = await project.run(script, ["--help"]);
    const named = [...stdout.matchAll(/^ {2}(--[a-z-]+)( [A-Z]+)? /gm)].filter(([, option]) => option !== "--help");
    expect(named.length).toBeGreaterThan(1);
    for (const [, option, value] of named) {
      const { stderr } = await project.run(script, [option!, ...(value ? ["given"] : []), "--end"]);
      expect(stderr).toBe(`${script}: unknown option --end\nTry ${script} --help.\n`);
    }
    const text = readFileSync(join(project.folder, "scripts", script), "utf8");
    const declared = /^parse_options [^]*? -- /m.exec(text)![0].match(/--[a-z-]+(?=[=:])/g)!;
    expect(declared.sort()).toEqual(named.map(([, option]) => option).sort());
  });

  test("says which tool is missing", async () => {
    start([]);
    project.remove("az");
    expect(await project.run(script, [])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("az is not on PATH. It comes from https://") as string,
    });
  });
});

testUnless(shellcheckLack())("shellcheck finds nothing", () => {
  start([]);
  const scripts = readdirSync(join(project.folder, "scripts")).filter((file) => file.endsWith(".sh"));
  const run = () =>
    execFileSync("shellcheck", ["-x", ...scripts.map((file) => `scripts/${file}`)], {
      cwd: project.folder,
      encoding: "utf8",
    });
  expect(run()).toBe("");
});
