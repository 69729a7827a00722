import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { checkOut, planOfSide } from "./plan-of-ref";

/** A repository whose program prints a Plan that names its commit, or fails. */
describe("a side of a comparison", () => {
  const project = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-refs-"));
  afterAll(() => fs.rmSync(project, { recursive: true }));
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", project, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      encoding: "utf8",
    }).trim();
  const commit = (tag: string, program: string) => {
    fs.mkdirSync(path.join(project, "bin"), { recursive: true });
    fs.writeFileSync(path.join(project, "bin/breakwater.cjs"), program);
    git("add", ".");
    git("commit", "--quiet", "--message", tag);
    git("tag", tag);
  };
  const plan = (project: string) => ({ version: 1, project, stack: "dev", resources: [], outputs: {} });
  beforeAll(() => {
    git("init", "--quiet");
    fs.writeFileSync(path.join(project, "README"), "");
    git("add", ".");
    git("commit", "--quiet", "--message", "empty");
    git("tag", "empty");
    commit("first", `console.log(${JSON.stringify(JSON.stringify(plan("first")))})`);
    commit("broken", `console.error("stacks/dev.ts: pools.gpu.maxCount is -1"); process.exit(1)`);
    commit("other", `console.log(JSON.stringify({ version: 7 }))`);
  });
  const { signal } = new AbortController();
  const planAt = async (ref: string) => {
    const side = await checkOut(ref, project, () => undefined, signal);
    try {
      return await planOfSide(side, "dev", signal);
    } finally {
      side.remove();
    }
  };

  test("is the Plan that the ref's own program makes, and leaves no folder behind", async () => {
    const side = await checkOut("first", project, () => undefined, signal);
    expect(await planOfSide(side, "dev", signal)).toEqual(plan("first"));
    side.remove();
    expect(fs.existsSync(side.folder)).toBe(false);
    expect(git("status", "--porcelain")).toBe("");
    expect(git("worktree", "list").split("\n")).toHaveLength(1);
  });

  test.each([
    ["a ref that is not there", "nowhere", "nowhere: is no file, and no git ref"],
    ["a name that git would take for an option", "--all", "--all: is no file, and no git ref"],
    ["a ref from before there was a Plan", "empty", "empty: has no bin/breakwater.cjs"],
    ["a program that fails, in its own words", "broken", "stacks/dev.ts: pools.gpu.maxCount is -1"],
    ["a Plan of another version", "other", "other, stack dev: is a Plan of version 7"],
  ])("says clearly: %s", async (_, ref, words) => {
    await expect(planAt(ref)).rejects.toThrow(words);
  });

  test("that was interrupted leaves no folder behind", async () => {
    const folders = () => fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith("breakwater-diff-"));
    const before = folders();
    const interruption = new AbortController();
    const side = checkOut("first", project, () => undefined, interruption.signal);
    interruption.abort(new Error("interrupted by the user"));
    await expect(side).rejects.toThrow("interrupted by the user");
    expect(folders()).toEqual(before);
  });
});
