import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { isAlive, tryLock } from "./lock";
import type { Lock } from "./lock";

describe("tryLock", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-lock-"));
    file = path.join(folder, "deep/lock");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const taken = (answer: ReturnType<typeof tryLock>): Lock => {
    if (!("release" in answer)) throw new Error(`held by ${answer.heldBy}`);
    return answer;
  };
  /** The id of a process that is gone. */
  const deadPid = () => spawnSync("true").pid;

  test("is held by one at a time, and free after release", () => {
    const first = taken(tryLock(file));
    expect(tryLock(file)).toEqual({ heldBy: process.pid });
    first.release();
    expect(fs.readdirSync(path.dirname(file))).toEqual([]);
    taken(tryLock(file)).release();
  });

  test("takes over from a process that is dead", () => {
    fs.mkdirSync(path.dirname(file));
    fs.writeFileSync(file, JSON.stringify({ pid: deadPid(), token: "x" }));
    taken(tryLock(file)).release();
    expect(fs.readdirSync(path.dirname(file))).toEqual([]);
  });

  test("takes over from a process that is silent: its id may belong to a stranger by now", () => {
    fs.mkdirSync(path.dirname(file));
    fs.writeFileSync(file, JSON.stringify({ pid: process.pid, token: "x" }));
    const longAgo = new Date(Date.now() - 10 * 60_000);
    fs.utimesSync(file, longAgo, longAgo);
    taken(tryLock(file)).release();
  });

  test("takes over what no process can have written", () => {
    fs.mkdirSync(path.dirname(file));
    fs.writeFileSync(file, "{");
    taken(tryLock(file)).release();
  });

  test("releases only what it holds", () => {
    const lock = taken(tryLock(file));
    fs.writeFileSync(file, JSON.stringify({ pid: process.pid, token: "another" }));
    lock.release();
    expect(fs.existsSync(file)).toBe(true);
  });

  test("knows the dead from the living", () => {
    expect([isAlive(process.pid), isAlive(1), isAlive(deadPid())]).toEqual([true, true, false]);
  });
});
