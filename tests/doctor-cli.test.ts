import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DoctorReport } from "../twin/doctor";
import { breakwater, root } from "./support/breakwater";
import { eventually } from "./support/eventually";

// A run of the program takes seconds where others use the machine too.
jest.setTimeout(5 * 60_000);

let bin: string;

beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), "breakwater-doctor-"));
  symlinkSync(process.execPath, join(bin, "node"));
});
afterEach(() => rmSync(bin, { recursive: true }));

/** The command on a machine that has node and these tools, each of them a script of the shell. */
function doctor(args: string[], tools: Record<string, string> = {}) {
  for (const [tool, script] of Object.entries(tools)) {
    writeFileSync(join(bin, tool), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, tool), 0o755);
  }
  return breakwater(["doctor", ...args], { env: { PATH: bin } });
}

test.each(["dev", "prod"])(
  "%s: without az and Pulumi it says what it could not see, and checks the rest",
  async (stack) => {
    const { exitCode, stdout, stderr } = await doctor(["--stack", stack, "--json"]);
    const report = JSON.parse(stdout) as DoctorReport;
    expect(exitCode).toBe(1);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
    expect(report).toMatchObject({ stack, location: "koreacentral", ok: false });
    expect(report.findings).toContainEqual({
      check: "tools",
      level: "ok",
      what: expect.stringMatching(/^node 2/) as string,
    });
    expect(report.findings).toContainEqual({ check: "quota", level: "unseen", what: "vCPU quota: az is not on PATH" });
  },
);

test("az that hangs is given up after the time-out, and one that nobody is logged in to is a problem", async () => {
  const [slow, loggedOut] = [
    await doctor(["--timeout", "1", "--json"], { az: "exec /bin/sleep 60" }),
    await doctor([], { az: "echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1" }),
  ];
  expect(slow.stdout).toContain("az account show had not answered after 1 s");
  expect(loggedOut.stdout).toMatch(/✗ subscription +Nobody is logged in to Azure\.\n +az login\n/);
  expect(loggedOut.exitCode).toBe(1);
});

test("Ctrl-C ends the tools with it", async () => {
  // Says its process, and goes on for longer than a test may take.
  const started = join(bin, "started");
  writeFileSync(join(bin, "az"), `#!/bin/sh\necho $$ > ${started}\nexec /bin/sleep 600\n`, { mode: 0o755 });
  const child = spawn(process.execPath, [join(root, "bin/breakwater.cjs"), "doctor"], {
    cwd: root,
    env: { PATH: bin },
    stdio: "ignore",
  });
  const exit = once(child, "exit");
  const tool = await eventually(
    () => (existsSync(started) ? Number(readFileSync(started, "utf8")) : 0),
    (pid) => pid > 0,
    45,
  );
  child.kill("SIGINT");
  expect((await exit)[0]).toBe(130);
  await eventually(
    () => isAlive(tool),
    (alive) => !alive,
    45,
  );
});

test("a stack that is not there, or a time-out that is none, is wrong use", async () => {
  const [noStack, noTime] = [await doctor(["--stack", "staging"]), await doctor(["--timeout", "soon"])];
  expect(noStack).toMatchObject({
    exitCode: 2,
    stdout: "",
    stderr: expect.stringContaining('no stack "staging"') as string,
  });
  expect(noTime).toMatchObject({ exitCode: 2, stdout: "" });
});

/** Whether a process exists. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
