import { transformFileSync } from "@swc/core";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { toClose } from "./opened";

const root = join(__dirname, "..", "..");

/**
 * The app as JavaScript, as the image has it, for tests that start real processes and threads. Returns the folder, which holds
 * `dist/` and what lies beside it, and goes with the file. Each test file makes its own: they run side by side.
 */
export function buildApp(name: string): { folder: string } {
  // Inside node_modules, so that packages are found from there and no tool looks at it.
  const folder = join(root, "node_modules", ".cache", `app-test-${name}-${process.pid}`);
  toClose(() => rmSync(folder, { recursive: true, force: true }));
  for (const file of readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
    const { code } = transformFileSync(join(root, "src", file), {
      swcrc: false,
      module: { type: "commonjs" },
      jsc: { target: "es2023", parser: { syntax: "typescript" } },
    });
    const out = join(folder, "dist", file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, code);
  }
  for (const beside of ["proto", "page"]) cpSync(join(root, beside), join(folder, beside), { recursive: true });
  return { folder };
}
