import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import fc from "fast-check";
import { ControlPlaneError } from "../errors";
import { checkGo, isAtLeast, parseGoVersion } from "./go";

describe("parseGoVersion", () => {
  test.each([
    ["go version go1.26.8 linux/amd64", "1.26.8"],
    ["go version go1.26 darwin/arm64", "1.26"],
    ["go version go1.27rc1 linux/amd64", "1.27"],
    ["go version devel go1.27-abcdef linux/amd64", "1.27"],
    ["go: command not found", undefined],
    ["", undefined],
  ])("reads %j as %j", (answer, version) => expect(parseGoVersion(answer)).toBe(version));
});

describe("isAtLeast", () => {
  test.each([
    ["1.26.0", "1.26", true],
    ["1.26", "1.26.0", true],
    ["1.9.9", "1.26.0", false],
    ["1.25.12", "1.26.0", false],
    ["2.0.0", "1.26.0", true],
  ])("%s against %s: %s", (a, b, expected) => expect(isAtLeast(a, b)).toBe(expected));

  test("is a total order", () => {
    const version = fc.tuple(fc.nat(3), fc.nat(40), fc.nat(20)).map((parts) => parts.join("."));
    fc.assert(fc.property(version, version, (a, b) => isAtLeast(a, b) || isAtLeast(b, a)));
    fc.assert(fc.property(version, (a) => isAtLeast(a, a)));
  });
});

describe("checkGo", () => {
  const { PATH } = process.env;
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-go-"))));
  afterEach(() => {
    process.env["PATH"] = PATH;
    fs.rmSync(folder, { recursive: true });
  });

  /** Puts a `go` on the PATH that answers `go version` with one line in the module's folder and another elsewhere. */
  function fakeGo(elsewhere: string, inModule = elsewhere, goToolchain = "local"): void {
    const script = `#!/bin/sh
case "$1" in
  env) echo ${goToolchain} ;;
  *) if [ "$PWD" = "${folder}" ]; then echo "go version ${inModule} linux/amd64"; else echo "go version ${elsewhere} linux/amd64"; fi ;;
esac\n`;
    fs.writeFileSync(path.join(folder, "go"), script, { mode: 0o755 });
    process.env["PATH"] = `${folder}:/usr/bin:/bin`;
  }

  test("takes a Go that is new enough", async () => {
    fakeGo("go1.26.8");
    await expect(checkGo("1.26.0", folder, "the mill")).resolves.toBe("1.26.8");
  });

  test("takes an older Go that fetched a new enough toolchain for the module", async () => {
    fakeGo("go1.22.1", "go1.26.0", "auto");
    await expect(checkGo("1.26.0", folder, "the mill")).resolves.toBe("1.26.0");
  });

  test.each([
    ["one before toolchains", "go1.20.3", "1.20.3"],
    ["one that GOTOOLCHAIN keeps back", "go1.25.4", "GOTOOLCHAIN=local"],
  ])("refuses %s with the version that is needed and how to get it", async (_, own, mention) => {
    fakeGo(own);
    const error: unknown = await checkGo("1.26.0", folder, "the mill").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ControlPlaneError);
    expect((error as Error).message).toContain("Go 1.26 or newer is needed to build the mill");
    expect((error as Error).message).toContain("https://go.dev/dl/");
    expect((error as Error).message).toContain(mention);
  });

  test("says so when there is no Go", async () => {
    process.env["PATH"] = folder;
    await expect(checkGo("1.26.0", folder, "the mill")).rejects.toThrow(
      /no `go` on the PATH.*\n.*https:\/\/go\.dev\/dl\//,
    );
  });
});
