import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./support/breakwater";

/** Microsoft's own type definitions and their checker, which are not part of this repository. */
const checker = join(root, "../shared/azure-types/check.mjs");
const there = existsSync(checker);
if (!there) console.warn(`skipped: ${checker} is not there, so the Plans are not checked against Microsoft's types`);

const check = (stack: string): Promise<{ code: number; stdout: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [checker, join(__dirname, "golden", `${stack}.json`)], (error, stdout) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout }),
    );
  });

(there ? describe : describe.skip)("Microsoft's type definitions", () => {
  test.each(["dev", "prod"])("find nothing in the Plan of %s, and cover all of it", async (stack) => {
    const { code, stdout } = await check(stack);
    expect(stdout.trim()).toMatch(/^\d+ resources checked, 0 findings, 0 types not covered$/);
    expect(Number(stdout.trim().split(" ")[0])).toBeGreaterThan(10);
    expect(code).toBe(0);
  });
});
