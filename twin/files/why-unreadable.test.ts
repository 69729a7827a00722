import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whyUnreadable } from "./why-unreadable";

const folder = mkdtempSync(join(tmpdir(), "breakwater-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

const refusal = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    return whyUnreadable(error);
  }
};

test("a file that is not there, and one that is a folder", () => {
  expect(refusal(join(folder, "none.json"))).toBe("there is no such file");
  expect(refusal(folder)).toBe("it is a folder");
});

test("a file that is forbidden, and anything else", () => {
  expect(whyUnreadable(Object.assign(new Error(), { code: "EACCES" }))).toBe("its permissions forbid it");
  expect(whyUnreadable(Object.assign(new Error(), { code: "EIO" }))).toBe("EIO");
  expect(whyUnreadable(new Error("odd"))).toBe("Error: odd");
});
