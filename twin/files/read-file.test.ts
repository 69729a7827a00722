import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readJson, readText, whyUnreadable } from "./read-file";

const folder = fs.mkdtempSync(join(tmpdir(), "breakwater-files-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const refuse = (problem: string) => new RangeError(`x.json: ${problem}`);

test("a file that is not there, and one that is a folder", () => {
  expect(() => readText(join(folder, "none.json"), refuse)).toThrow(
    new RangeError("x.json: cannot be read: there is no such file"),
  );
  expect(() => readText(folder, refuse)).toThrow(new RangeError("x.json: cannot be read: it is a folder"));
});

test("a file that is forbidden, and anything else", () => {
  expect(whyUnreadable(Object.assign(new Error(), { code: "EACCES" }))).toBe("its permissions forbid it");
  expect(whyUnreadable(Object.assign(new Error(), { code: "EIO" }))).toBe("EIO");
  expect(whyUnreadable(new Error("odd"))).toBe("Error: odd");
});

test("JSON, and what is none", () => {
  const file = join(folder, "x.json");
  fs.writeFileSync(file, '{"a": 1}');
  expect(readJson(file, refuse)).toEqual({ a: 1 });
  fs.writeFileSync(file, '{"a"');
  expect(() => readJson(file, refuse)).toThrow(/^x\.json: is no JSON: /);
  expect(() => readJson(folder, refuse)).toThrow(new RangeError("x.json: cannot be read: it is a folder"));
});
