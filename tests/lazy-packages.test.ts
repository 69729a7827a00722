import { spawnSync } from "node:child_process";
import { root } from "./support/breakwater";

/** Runs a script in a process of its own, with the command's own hook on `require`. */
function run(script: string): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--no-warnings", "--require", "./twin/cli/lazy-packages.cjs", "-e", script],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout.trim();
}

const loaded = `Object.keys(require.cache).some((file) => file.includes("/node_modules/typescript/lib/"))`;

test("Pulumi's SDK is loaded without TypeScript, which a Plan does not need", () => {
  expect(run(`require("@pulumi/pulumi"); console.log(${loaded})`)).toBe("false");
});

test("a function that must be serialized still is", () => {
  const serialized = run(`
    const { runtime } = require("@pulumi/pulumi");
    runtime.serializeFunction(() => 40 + 2).then(({ text }) => console.log(text.includes("40 + 2"), ${loaded}));`);
  expect(serialized).toBe("true true");
});

test("whoever else asks for TypeScript gets it as it is", () => {
  expect(run(`console.log(Object.keys(require("typescript")).length > 100)`)).toBe("true");
});
