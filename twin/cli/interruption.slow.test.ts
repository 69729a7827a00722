import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { interruptible } from "./interruption";

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }));

describe("interruptible", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "turns %s into an aborted signal with what to do",
    async (name) => {
      const work = interruptible(untilAborted, () => "call it again");
      process.emit(name, name);
      await expect(work).rejects.toMatchObject({ name: "Interrupted", message: "interrupted: call it again" });
    },
  );

  test("lets work that has an end of its own come to it", async () => {
    const work = interruptible(async (signal) => {
      await untilAborted(signal).catch(() => undefined);
      return "what was done";
    });
    process.emit("SIGINT", "SIGINT");
    await expect(work).resolves.toBe("what was done");
  });

  test("listens no longer than the work lasts", async () => {
    const before = process.listenerCount("SIGINT");
    await interruptible(() => Promise.resolve());
    await interruptible(() => Promise.reject(new Error("no"))).catch(() => undefined);
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  test("ends the process at once when it is asked a second time", async () => {
    const script = `
      const { interruptible } = require(${JSON.stringify(path.join(__dirname, "interruption.ts"))});
      setInterval(() => {}, 1000);
      void interruptible((signal) => {
        signal.addEventListener("abort", () => console.log("aborted"));
        console.log("working");
        return new Promise(() => {});
      });`;
    const child = spawn(process.execPath, ["--require", "tsx/cjs", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
      cwd: path.resolve(__dirname, "../.."),
    });
    const ended = once(child, "exit");
    // The first is sent once the work has begun, the second once it is known to have been heard.
    child.stdout.setEncoding("utf8").on("data", () => child.kill("SIGINT"));
    expect(await ended).toEqual([130, null]);
  });
});
