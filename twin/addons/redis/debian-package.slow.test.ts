import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { unpackPackages } from "./debian-package";

describe("unpackPackages", () => {
  const { PATH } = process.env;
  let folder: string;
  let steps: string[];
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-package-"));
    steps = [];
  });
  afterEach(() => {
    process.env["PATH"] = PATH;
    fs.rmSync(folder, { recursive: true });
  });

  const target = () => path.join(folder, "cache", "unpacked");
  const unpack = (signal = new AbortController().signal) =>
    unpackPackages(["mill"], target(), { onProgress: ({ detail }) => steps.push(detail ?? ""), signal });
  const failure = (signal?: AbortSignal) =>
    unpack(signal).then(
      () => "nothing failed",
      (error: Error) => error.message,
    );
  /** Puts scripts of the shell in the place of the two tools; `$archives` and `$target` are where they are told to write. */
  function tools(aptGet: string, dpkgDeb = 'mkdir -p "$target/usr" && echo wheel > "$target/usr/mill"') {
    const archives = 'for word; do case "$word" in Dir::Cache::Archives=*) archives="${word#*=}" ;; esac; done';
    const scripts = { "apt-get": `${archives}\n${aptGet}`, "dpkg-deb": `target="$3"\n${dpkgDeb}` };
    for (const [name, script] of Object.entries(scripts))
      fs.writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    process.env["PATH"] = `${folder}:/usr/bin:/bin`;
  }
  const gives = 'echo > "$archives/mill.deb"';
  const left = () => fs.readdirSync(path.dirname(target()));

  test("puts what the packages hold in place, with the lists that the system has", async () => {
    tools(gives);
    await unpack();
    expect(fs.readFileSync(path.join(target(), "usr/mill"), "utf8")).toBe("wheel\n");
    expect(steps).toEqual(["downloading", "unpacking"]);
    expect(left()).toEqual(["unpacked"]);
  });

  test("reads lists of its own where the system has none", async () => {
    tools(
      `case "$*" in *Dir::State::Lists*) ${gives} ;; *) echo "E: Unable to locate package mill" >&2; exit 100 ;; esac`,
    );
    await unpack();
    expect(steps).toEqual(["downloading", "reading the lists of packages", "downloading", "unpacking"]);
    expect(left()).toEqual(["unpacked"]);
  });

  test("asks for what is installed already too", async () => {
    tools(`case "$*" in *--reinstall*) ${gives} ;; esac`);
    await unpack();
    expect(fs.existsSync(path.join(target(), "usr/mill"))).toBe(true);
  });

  test("reads lists of its own where those of the system no longer have what is installed", async () => {
    tools(`case "$*" in *Dir::State::Lists*) ${gives} ;; esac`);
    await unpack();
    expect(steps).toEqual(["downloading", "reading the lists of packages", "downloading", "unpacking"]);
  });

  test("several at once come to the same", async () => {
    tools(gives);
    await Promise.all([unpack(), unpack(), unpack(), unpack()]);
    expect(fs.readFileSync(path.join(target(), "usr/mill"), "utf8")).toBe("wheel\n");
    expect(left()).toEqual(["unpacked"]);
  });

  test("says why there were no lists, where the package is not known for that", async () => {
    const unreachable = 'echo "W: Failed to fetch http://mirror/x  Could not resolve mirror" >&2';
    const unknown = 'echo "E: Unable to locate package mill" >&2; exit 100';
    tools(`case "$*" in *update*) ${unreachable} ;; *) ${unknown} ;; esac`);
    expect(await failure()).toBe(
      "taking mill from its Debian package failed: apt-get says: Unable to locate package mill; " +
        "before: Failed to fetch http://mirror/x  Could not resolve mirror",
    );
  });

  const apt = (words: string) => `echo 'W: first' >&2; echo '${words}' >&2; exit 100`;
  test.each([
    [
      "no network",
      apt("E: Failed to fetch http://mirror/x  Could not resolve mirror"),
      undefined,
      "Could not resolve mirror",
    ],
    [
      "a package that is not known",
      apt("E: Unable to locate package mill"),
      undefined,
      "Unable to locate package mill",
    ],
    ["a full disk", apt("E: Write error - write (28: No space left on device)"), undefined, "No space left on device"],
    [
      "a full disk while unpacking",
      gives,
      "echo 'tar: mill: Cannot write: No space left on device' >&2; exit 2",
      "No space left",
    ],
    ["apt that brings nothing", "exit 0", undefined, "apt-get downloaded nothing"],
    ["apt that says nothing", "exit 7", undefined, "apt-get ended with 7"],
  ])("says of %s what the tool says, and leaves nothing and what was there", async (_, aptGet, dpkgDeb, words) => {
    fs.mkdirSync(target(), { recursive: true });
    fs.writeFileSync(path.join(target(), "old"), "");
    tools(aptGet, dpkgDeb);
    const message = await failure();
    expect(message).toMatch(/^taking mill from its Debian package failed: (apt-get|dpkg-deb) /);
    expect(message).toContain(words);
    expect(message).not.toContain("W: first");
    expect(left()).toEqual(["unpacked"]);
    expect(fs.readdirSync(target())).toEqual(["old"]);
  });

  test("says which tool is not there", async () => {
    process.env["PATH"] = folder;
    expect(await failure()).toMatch(/failed: apt-get cannot be run: .*ENOENT/);
    expect(left()).toEqual([]);
  });

  test("is ended by Ctrl-C, and leaves nothing", async () => {
    tools("exec sleep 600");
    const controller = new AbortController();
    const ended = failure(controller.signal);
    controller.abort(new Error("interrupted"));
    expect(await ended).toBe("interrupted");
    expect(left()).toEqual([]);
  });
});
