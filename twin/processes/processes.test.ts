import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { findProcesses, residentMemory } from "./processes";

describe("findProcesses", () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-processes-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  test("finds what was started by a path in the folder, and nothing that only mentions it", async () => {
    const program = path.join(folder, "bin/etcd");
    fs.mkdirSync(path.dirname(program));
    fs.symlinkSync(process.execPath, program);
    const wait = "setTimeout(() => {}, 60_000)";
    const own = spawn(program, ["-e", wait], { argv0: program });
    const stranger = spawn(process.execPath, ["-e", wait, program]);
    try {
      await Promise.all([once(own, "spawn"), once(stranger, "spawn")]);
      expect(findProcesses(folder).map(({ pid }) => pid)).toEqual([own.pid]);
      // A folder whose name only begins like this one.
      expect(findProcesses(folder.slice(0, -1))).toEqual([]);
      expect(residentMemory(own.pid!)).toBeGreaterThan(1_000_000);
    } finally {
      own.kill("SIGKILL");
      stranger.kill("SIGKILL");
    }
    await once(own, "exit");
    expect(findProcesses(folder)).toEqual([]);
    expect(residentMemory(own.pid!)).toBe(0);
  });
});
