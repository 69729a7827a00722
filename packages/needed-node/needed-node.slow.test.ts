import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

const root = join(__dirname, "../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const { nodeargs } = (parse(read("Pulumi.yaml")) as { runtime: { options: { nodeargs: string } } }).runtime.options;

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "breakwater-needed-node-"))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs this Node.js with a version that it has not. */
function nodeOf(version: string, args: readonly string[], cwd: string) {
  const preload = join(folder, `${version}.cjs`);
  writeFileSync(
    preload,
    `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--require", preload, ...args], {
    cwd,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const command = ["bin/breakwater.cjs", "--version"];

test.each(["22.13.0", "23.0.0", "24.22.3", "26.10.0"])("Node.js %s will do", (version) => {
  expect(nodeOf(version, command, root)).toMatchObject({ status: 0, stderr: "" });
});

describe.each(["0.12.18", "20.20.2", "22.12.0"])("Node.js %s is too old", (version) => {
  const line = new RegExp(
    `^Breakwater needs Node\\.js 22\\.13 or newer; \\S+ is ${version.replaceAll(".", "\\.")}\\. Put Node\\.js 24 .*\\n$`,
  );
  // How Pulumi starts a program: `nodeargs`, then the SDK's own program, in whatever folder the command was called.
  const program = [...nodeargs.split(" "), join(root, "node_modules/@pulumi/pulumi/cmd/run"), "index.ts"];

  test.each<[what: string, args: string[], cwd: string]>([
    ["the command", command, root],
    ["the program", program, root],
    ["the program, from a folder below", program, join(root, "components/azure")],
    [
      "the policy pack",
      [join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:1", "."],
      join(root, "policies"),
    ],
  ])("for %s: one line, and nothing else", (_what, args, cwd) => {
    const { status, stdout, stderr } = nodeOf(version, args, cwd);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(line);
  });
});

test("it asks for what package.json asks for", () => {
  const { engines } = JSON.parse(read("package.json")) as { engines: { node: string } };
  expect(engines.node).toBe(">=22.13.0");
});
