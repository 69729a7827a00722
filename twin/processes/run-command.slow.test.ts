import { runCommand } from "./run-command";

const node = process.execPath;
/** Starts a process that would run for longer than a test may take, which keeps the command's pipe, and says its id. */
const withChild = `
  const child = require("node:child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 600000)"], { stdio: "inherit" });
  process.stdout.write(String(child.pid));`;
const forever = "setTimeout(() => {}, 600000);";

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
    // The child holds the pipe for longer than a test may take: the answer comes only when it is gone too.
    const outcome = await runCommand(node, ["-e", withChild + forever], { seconds: 1 });
    expect(outcome).toEqual({ kind: "slow", seconds: 1 });
  });

  test("gives a command no input to wait for", async () => {
    const script = "process.stdin.on('end', () => console.log('end')).resume()";
    await expect(runCommand(node, ["-e", script])).resolves.toMatchObject({ stdout: "end\n" });
  });

  test("tells what a command prints while it runs", async () => {
    const controller = new AbortController();
    const told = new Promise<string>((resolve) => {
      void runCommand(node, ["-e", `console.log("begun"); ${forever}`], {
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
      const running = runCommand(node, ["-e", withChild + forever], {
        signal: controller.signal,
        onOutput: (text) => {
          pid = Number(text);
          controller.abort(new Error("interrupted by the user"));
        },
      });
      await expect(running).rejects.toThrow("interrupted by the user");
      expect(pid).toBeGreaterThan(0);
      // A zombie that its new parent has not waited for yet still has its id.
      while (exists(pid)) await new Promise((resolve) => setImmediate(resolve));
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
