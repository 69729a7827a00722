import { transformFileSync } from "@swc/core";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { toClose } from "./opened";

const root = join(__dirname, "..", "..");
const packages = join(root, "..", "packages");

/**
 * The app as JavaScript, as the image has it, for tests that start real processes and threads. Returns the folder, which holds
 * `dist/` and what lies beside it, and goes with the file. Each test file makes its own: they run side by side.
 */
export function buildApp(name: string): { folder: string } {
  // Inside node_modules, so that packages are found from there and no tool looks at it.
  const folder = join(root, "node_modules", ".cache", `app-test-${name}-${process.pid}`);
  toClose(() => rmSync(folder, { recursive: true, force: true }));
  compile(join(root, "src"), join(folder, "dist"));
  const overload = join(folder, "dist", "node_modules", "@breakwater", "overload");
  compile(join(packages, "overload", "src"), join(overload, "src"));
  cpSync(join(packages, "overload", "package.json"), join(overload, "package.json"));
  cpSync(join(root, "proto"), join(folder, "proto"), { recursive: true });
  // The page was bundled when jest began.
  cpSync(join(root, "dist", "page"), join(folder, "dist", "page"), { recursive: true });
  return { folder };
}

function compile(sources: string, target: string): void {
  for (const file of readdirSync(sources, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
    const { code } = transformFileSync(join(sources, file), {
      swcrc: false,
      module: { type: "commonjs" },
      jsc: { target: "es2023", parser: { syntax: "typescript" } },
    });
    const out = join(target, file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, code);
  }
}
