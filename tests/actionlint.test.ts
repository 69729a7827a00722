import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { describeUnless, testUnless } from "../app/test/support/lacking";
import { actionlintLack, lintWorkflows } from "./actionlint/actionlint";
import { pipelinesOf, pipelineTexts } from "./workflows/pipelines";
import { root } from "./support/breakwater";
import { shellcheckLack } from "./support/shellcheck";
import { buildTimeout } from "./support/twin";

const ci = ".github/workflows/ci.yml";

/** A repository with our workflows and actions, of which one text of ci.yml is another. */
function changed(from: string, to: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-workflows-"));
  fs.mkdirSync(path.join(folder, ".git"));
  for (const [file, text] of Object.entries(pipelineTexts())) {
    if (file === ci) expect(text).toContain(from);
    fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), file === ci ? text.replace(from, to) : text);
  }
  return folder;
}

describeUnless(actionlintLack())("actionlint", () => {
  test(
    "finds nothing in the repository's workflows",
    async () => expect(await lintWorkflows()).toEqual({ exitCode: 0, output: "" }),
    buildTimeout,
  );

  test.each([
    [
      "a job that waits for one that is not there",
      "needs: image\n",
      "needs: picture\n",
      'job "dev" needs job "picture"',
    ],
    ["a key that GitHub does not know", "timeout-minutes: 20", "timeout: 20", 'unexpected key "timeout"'],
    ["an input that the local action does not have", "client-id:", "client:", 'input "client" is not defined'],
    [
      "an output that no job has",
      "outputs.digest }}\n        run",
      "outputs.hash }}\n        run",
      '"hash" is not defined',
    ],
    [
      "a title in the shell",
      "run: make test",
      "run: echo ${{ github.event.pull_request.title }}",
      "potentially untrusted",
    ],
    ["a permission that is none", "id-token: write", "id-token: maybe", '"maybe" is invalid'],
  ])(
    "refuses %s",
    async (_what, from, to, complaint) => {
      const folder = changed(from, to);
      const { exitCode, output } = await lintWorkflows(folder);
      fs.rmSync(folder, { recursive: true });
      expect(exitCode).toBe(1);
      expect(output).toMatch(/^\.github\/workflows\/ci\.yml:\d+:\d+: /);
      expect(output).toContain(complaint);
    },
    buildTimeout,
  );

  testUnless(shellcheckLack())(
    "has the shell of a step checked",
    async () => {
      const folder = changed("run: make test", "run: for file in $(ls); do echo $file; done");
      const { output } = await lintWorkflows(folder);
      fs.rmSync(folder, { recursive: true });
      expect(output).toContain("shellcheck reported issue");
    },
    buildTimeout,
  );
});

// actionlint reads the inputs of a composite action, not its steps.
describeUnless(shellcheckLack())("shellcheck", () => {
  const steps = pipelinesOf(pipelineTexts())
    .filter(({ kind }) => kind === "action")
    .flatMap(({ jobs }) => jobs["action"]!.steps!.flatMap(({ run = [] }) => run));
  test.each(steps)("finds nothing in the shell of an action: %s", (shell) => {
    const { stdout } = spawnSync("shellcheck", ["--shell=bash", "-"], { input: shell, encoding: "utf8" });
    expect(stdout).toBe("");
  });
});

test("the stage says what it lacks, and that it was skipped", () => {
  const nowhere = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-nothing-"));
  const { status, stdout } = spawnSync(process.execPath, ["--require", "tsx/cjs", "tests/actionlint/run.ts"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PATH: nowhere, BREAKWATER_CACHE: nowhere },
  });
  fs.rmSync(nowhere, { recursive: true });
  expect({ status, stdout }).toEqual({
    status: 77,
    stdout: "Skipped: actionlint is built with Go, and there is no `go` on the PATH: https://go.dev/dl/ brings it\n",
  });
});
