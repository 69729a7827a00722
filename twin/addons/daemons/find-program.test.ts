import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { findProgram } from "./find-program";

describe("findProgram", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-program-"));
  const program = path.join(folder, "mill");
  fs.writeFileSync(program, "", { mode: 0o755 });
  fs.writeFileSync(path.join(folder, "text"), "", { mode: 0o644 });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  test.each([
    ["on the PATH", "mill", { PATH: `/nowhere:${folder}` }, program],
    ["by its variable", "other", { PATH: "", MILL: program }, program],
    ["not where the variable names what is no program", "mill", { PATH: folder, MILL: "/nowhere/mill" }, undefined],
    ["on the PATH where the variable is empty", "mill", { PATH: folder, MILL: "" }, program],
    ["not a file that cannot be run", "text", { PATH: folder }, undefined],
    ["not without a PATH", "mill", {}, undefined],
  ])("finds %s", (_, name, env, found) => expect(findProgram(name, "MILL", env)).toBe(found));
});
