import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { findProcesses } from "../../processes";
import { addonsFolder, logFile } from "./addons-folder";
import { endDaemon, ensureDaemon, isRunning, recordedDaemons } from "./daemon";
import type { Daemon } from "./daemon";

describe("ensureDaemon", () => {
  const folder = addonsFolder(fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-daemon-"))));
  const { signal } = new AbortController();
  const sleeper = (more: Partial<Daemon> = {}): Daemon => ({
    name: "sleeper",
    program: process.execPath,
    args: ["-e", "console.log('awake'); setInterval(() => {}, 1000)"],
    isReady: () => Promise.resolve(isRunning(folder, "sleeper")),
    ...more,
  });
  const ids = () => findProcesses(path.join(folder.bin, "sleeper")).map(({ pid }) => pid);
  afterAll(async () => {
    await endDaemon(folder, "sleeper");
    fs.rmSync(folder.root, { recursive: true });
  });

  test("starts it once, and again only when it is described otherwise", async () => {
    await ensureDaemon(folder, sleeper(), signal);
    const first = ids();
    expect(first).toHaveLength(1);
    expect(recordedDaemons(folder)).toEqual(["sleeper"]);
    await ensureDaemon(folder, sleeper(), signal);
    expect(ids()).toEqual(first);
    await ensureDaemon(folder, sleeper({ configuration: "other" }), signal);
    expect(ids()).toHaveLength(1);
    expect(ids()).not.toEqual(first);
  });

  test("ends it", async () => {
    await endDaemon(folder, "sleeper");
    expect(ids()).toEqual([]);
    expect(recordedDaemons(folder)).toEqual([]);
  });

  test("says with the end of the log why it ended", async () => {
    const failing = sleeper({ args: ["-e", "console.error('no port left'); process.exit(3)"] });
    await expect(ensureDaemon(folder, { ...failing, isReady: async () => false }, signal)).rejects.toThrow(
      /^sleeper ended:\n {2}no port left$/,
    );
    expect(fs.readFileSync(logFile(folder, "sleeper"), "utf8")).toBe("no port left\n");
    expect(recordedDaemons(folder)).toEqual([]);
  });
});
