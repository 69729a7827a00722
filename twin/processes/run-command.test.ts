import { runCommand } from "./run-command";

const node = process.execPath;
/** Starts a process that would run for a minute, which keeps the command's pipe, and says its id. */
const withChild = `
  const child = require("node:child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { stdio: "inherit" });
  process.stdout.write(String(child.pid));`;
const forAMinute = "setTimeout(() => {}, 60000);";

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("runCommand", () => {
  test("gives what a command prints, and how it ends", async () => {
    const script = "process.stdout.write('{}'); process.stderr.write('no'); process.exit(3)";
    await expect(runCommand(node, ["-e", script])).resolves.toEqual({
      kind: "done",
      exitCode: 3,
      stdout: "{}",
      stderr: "no",
    });
  });

  test("says that a command is not there", async () => {
    await expect(runCommand("no-such-command-of-breakwater", [])).resolves.toMatchObject({ kind: "absent" });
  });

  test("ends a command that takes too long, with what it started", async () => {
    const started = Date.now();
    const outcome = await runCommand(node, ["-e", withChild + forAMinute], { seconds: 1 });
    expect(outcome).toEqual({ kind: "slow", seconds: 1 });
    // The child holds the pipe: the answer comes only when it is gone too.
    expect(Date.now() - started).toBeLessThan(30_000);
  });

  test("gives a command no input to wait for", async () => {
    const script = "process.stdin.on('end', () => console.log('end')).resume()";
    await expect(runCommand(node, ["-e", script])).resolves.toMatchObject({ stdout: "end\n" });
  });

  test("tells what a command prints while it runs", async () => {
    const controller = new AbortController();
    const told = new Promise<string>((resolve) => {
      void runCommand(node, ["-e", `console.log("begun"); ${forAMinute}`], {
        signal: controller.signal,
        onOutput: resolve,
      }).catch(() => undefined);
    });
    expect(await told).toBe("begun\n");
    controller.abort();
  });

  test("does not wait for a process that the command left behind with its pipe", async () => {
    const outcome = await runCommand(node, ["-e", `${withChild} child.unref();`]);
    expect(outcome).toMatchObject({ kind: "done", exitCode: 0 });
    const pid = Number((outcome as { stdout: string }).stdout);
    expect(exists(pid)).toBe(true);
    process.kill(pid);
  });

  describe("interrupted", () => {
    test("ends with the reason, once the command and what it started have ended", async () => {
      const controller = new AbortController();
      let pid = 0;
      const running = runCommand(node, ["-e", withChild + forAMinute], {
        signal: controller.signal,
        onOutput: (text) => {
          pid = Number(text);
          controller.abort(new Error("interrupted by the user"));
        },
      });
      await expect(running).rejects.toThrow("interrupted by the user");
      expect(pid).toBeGreaterThan(0);
      // A zombie that its new parent has not waited for yet still has its id.
      for (const deadline = Date.now() + 10_000; exists(pid) && Date.now() < deadline;)
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect(exists(pid)).toBe(false);
    });

    test("before it starts, starts nothing", async () => {
      const signal = AbortSignal.abort(new Error("before"));
      await expect(runCommand("no-such-command-of-breakwater", [], { signal })).rejects.toThrow("before");
    });

    test("leaves no listener behind", async () => {
      const before = process.listenerCount("exit");
      await runCommand(node, ["-e", ""], { signal: new AbortController().signal });
      expect(process.listenerCount("exit")).toBe(before);
    });
  });
});
