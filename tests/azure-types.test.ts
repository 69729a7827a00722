import { execFile } from "node:child_process";
import { join } from "node:path";

/** Holds a Plan to Microsoft's own type definitions (tests/published/azure-types/README.md). */
const checker = join(__dirname, "published/azure-types/check.mjs");

const check = (stack: string): Promise<{ code: number; stdout: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [checker, join(__dirname, "golden", `${stack}.json`)], (error, stdout) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout }),
    );
  });

describe("Microsoft's type definitions", () => {
  test.each(["dev", "prod"])("find nothing in the Plan of %s, and cover all of it", async (stack) => {
    const { code, stdout } = await check(stack);
    expect(stdout.trim()).toMatch(/^\d+ resources checked, 0 findings, 0 types not covered$/);
    expect(Number(stdout.trim().split(" ")[0])).toBeGreaterThan(10);
    expect(code).toBe(0);
  });
});
