import { bounded } from "./command";
import type { Run } from "./command";

const node = process.execPath;

describe("commandRunner", () => {
  it("gives what a command prints, and how it ends", async () => {
    const script = "process.stdout.write('{}'); process.stderr.write('no'); process.exit(3)";
    await expect(commandRunner(30)(node, ["-e", script])).resolves.toEqual({
      kind: "done",
      exitCode: 3,
      stdout: "{}",
      stderr: "no",
    });
  });

  it("says that a command is not there", async () => {
    await expect(commandRunner(30)("no-such-command-of-breakwater", [])).resolves.toEqual({ kind: "absent" });
  });

  it("ends a command that takes too long, with what it started", async () => {
    const child = "setTimeout(() => {}, 600000)";
    const script = `require('node:child_process').spawn(process.execPath, ['-e', "${child}"], { stdio: 'inherit' }); ${child}`;
    // The child holds the pipe for longer than a test may take: the answer comes only when it is gone too.
    await expect(commandRunner(1)(node, ["-e", script])).resolves.toEqual({ kind: "slow", seconds: 1 });
  });

  it("gives a command no input to wait for", async () => {
    const script = "process.stdin.on('end', () => console.log('end')).resume()";
    await expect(commandRunner(30)(node, ["-e", script])).resolves.toMatchObject({ stdout: "end\n" });
  });
});

describe("bounded", () => {
  test("runs no more than so many at once, and all in the end", async () => {
    let [running, most, done] = [0, 0, 0];
    const slow: Run = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      done += 1;
      return { kind: "absent" };
    };
    const seen: [number, number][] = [];
    const run = bounded(slow, 3, (ended, asked) => seen.push([ended, asked]));
    await Promise.all(Array.from({ length: 10 }, () => run("az", [])));
    expect({ most, done, last: seen.at(-1) }).toEqual({ most: 3, done: 10, last: [10, 10] });
  });

  test("goes on after a command that fails", async () => {
    let calls = 0;
    const failing: Run = () => {
      calls += 1;
      return Promise.reject(new Error("no"));
    };
    const run = bounded(failing, 1);
    await Promise.allSettled([run("az", []), run("az", [])]);
    expect(calls).toBe(2);
  });
});
