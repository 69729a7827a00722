import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Image } from "../../images";
import { platformOf } from "../../images/manifest";
import { imageOf, layerOf } from "../../images/testing/image";
import { startRegistry } from "../../images/testing/registry";
import type { TestRegistry } from "../../images/testing/registry";
import type { Step } from "../../terminal";
import { ControlPlaneError } from "../errors";
import { controlPlane } from "./binaries";
import { ensurePrograms } from "./build";
import { missingBinaries } from "./cache";
import { readModule } from "./module";
import type { OfficialProgram, ProgramSet } from "./program-set";

const here = platformOf();
const image = (repository: string): Image => ({ registry: "registry.example", repository, tag: "v1" });
const official = (name: string): OfficialProgram => ({
  image: image(name),
  path: `/bin/${name}`,
  args: ["--version"],
  says: `${name} v1`,
});
const binary = (name: string) => ({
  name,
  package: `example.com/${name}`,
  seconds: 1,
  official: () => official(name),
});

/** Two programs, with the go.mod and go.sum of the control plane, which is read and not used. */
const set: ProgramSet = {
  title: "the mill",
  cacheName: "mill",
  folder: controlPlane.folder,
  binaries: [binary("wheel"), binary("stone")],
  stamps: () => [],
};

/** A program that says what it is. */
const script = (says: string, exitCode = 0) => `#!/bin/sh\necho ${says}\nexit ${exitCode}\n`;

describe("ensurePrograms, from images", () => {
  let [folder, env]: [string, NodeJS.ProcessEnv] = ["", {}];
  let server: TestRegistry;
  let steps: Step[] = [];
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-mill-"));
    server = await startRegistry();
    steps = [];
    const lock = path.join(folder, "lock.json");
    fs.writeFileSync(lock, "{}");
    env = {
      BREAKWATER_BINARIES: "download",
      BREAKWATER_REGISTRY: server.url,
      BREAKWATER_CACHE: folder,
      BREAKWATER_IMAGES_LOCK: lock,
    };
    for (const name of ["wheel", "stone"]) put(name, script(`${name} v1`));
  });
  afterEach(async () => {
    await server.close();
    fs.rmSync(folder, { recursive: true });
  });

  function put(name: string, content: string) {
    const made = imageOf([layerOf([{ path: `bin/${name}`, content }])], here);
    server.put(image(name), made);
    return made.manifests.at(-1)!.digest;
  }

  const ensure = (signal = new AbortController().signal, programs = set) =>
    ensurePrograms(programs, { onProgress: (step) => void steps.push(step), signal, env });
  const cached = () => path.join(folder, "mill", readModule(set).key);
  const stored = () => fs.readdirSync(cached()).sort();

  test("has them checked, run and listed with their images, and asks nobody the next time", async () => {
    expect((await ensure()).folder).toBe(cached());
    expect(stored()).toEqual(["built.json", "stone", "wheel"]);
    expect(JSON.parse(fs.readFileSync(path.join(cached(), "built.json"), "utf8"))).toMatchObject({
      wheel: { image: expect.stringMatching(/^registry\.example\/wheel:v1@sha256:[0-9a-f]{64}$/) },
    });
    expect(missingBinaries(cached(), set.binaries, "download")).toEqual([]);
    const asked = server.asked.length;
    await ensure();
    expect(server.asked).toHaveLength(asked);
  });

  test("says what is downloaded, and for which it had no digest", async () => {
    await ensure();
    expect(steps[0]).toMatchObject({ text: "downloading the mill: 0 of 2 programs" });
    expect(steps.at(-1)).toMatchObject({
      lasting: true,
      text: expect.stringMatching(
        /has no digest for them: registry\.example\/\w+:v1 \(sha256:[0-9a-f]{64}\), registry/,
      ),
    });
  });

  test("takes what the lock file says, and nothing else under the same tag", async () => {
    const digest = put("wheel", script("wheel v1"));
    const locked = { "registry.example/wheel:v1": digest, "registry.example/stone:v1": `sha256:${"0".repeat(64)}` };
    fs.writeFileSync(env["BREAKWATER_IMAGES_LOCK"]!, JSON.stringify(locked));
    await expect(ensure()).rejects.toThrow("registry.example/stone:v1: registry.example does not have it (status 404)");
    expect(stored()).toEqual(["built.json", "wheel"]);
  });

  test.each<[string, string, RegExp]>([
    [
      "says another version",
      script("wheel v2"),
      /\/bin\/wheel does not say "wheel v1" when it is called with --version, but "wheel v2"/,
    ],
    ["fails", script("no such option", 2), /\/bin\/wheel ends with 2 when it is called with --version: no such option/],
    ["does not run here", "\u007fELF of another machine", /\/bin\/wheel (does not run here|ends with)/],
  ])("does not take a program that %s", async (_, content, problem) => {
    put("wheel", content);
    const error: unknown = await ensure().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ControlPlaneError);
    expect((error as Error).message).toMatch(problem);
    expect((error as Error).message).toContain("BREAKWATER_BINARIES=download forbids to build it");
    expect(stored()).toEqual(["built.json", "stone"]);
  });

  test("does not take a program that does not hold its version", async () => {
    const wheel = { ...set.binaries[0]!, official: () => ({ ...official("wheel"), holds: "v7" }) };
    const programs = { ...set, binaries: [wheel] };
    await expect(ensure(undefined, programs)).rejects.toThrow("/bin/wheel does not hold the version v7");
  });

  test("builds what does not come, and says why", async () => {
    delete env["BREAKWATER_BINARIES"];
    server.habit = ({ url }, response) => {
      if (!url?.includes("/wheel/")) return false;
      response.writeHead(500).end();
      return true;
    };
    // There is no such package, so Go fails, with its own words.
    await expect(ensure()).rejects.toThrow("Building wheel failed. Go says:");
    expect(
      steps.find(({ lasting, text }) => lasting && text.includes("what cannot be downloaded is built"))?.text,
    ).toBe(
      "the mill: what cannot be downloaded is built:\n  registry.example/wheel:v1: registry.example answers with status 500",
    );
    expect(stored()).toEqual(["built.json", "stone"]);
  });

  test("builds everything where nobody answers, after one question", async () => {
    delete env["BREAKWATER_BINARIES"];
    await server.close();
    await expect(ensure()).rejects.toThrow("Building wheel failed. Go says:");
    expect(steps.filter(({ text }) => text.includes("refuses the connection")).map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /^the mill: what cannot be downloaded is built:\n {2}registry\.example: 127\.0\.0\.1:\d+ refuses the connection$/,
      ),
    ]);
    server = await startRegistry();
  });

  test("asks no registry where it must build", async () => {
    env["BREAKWATER_BINARIES"] = "build";
    await expect(ensure()).rejects.toThrow("Building wheel failed");
    expect(server.asked).toEqual([]);
  });

  test("ends with Ctrl-C, and leaves nothing half-written", async () => {
    const stop = new AbortController();
    const reason = new Error("Ctrl-C");
    server.habit = ({ url }, response) => {
      if (!url?.includes("/blobs/")) return false;
      response.write("x");
      stop.abort(reason);
      return true;
    };
    await expect(ensure(stop.signal)).rejects.toBe(reason);
    expect(stored()).toEqual([]);
  });

  test("says so where the disk is full, and keeps what came before", async () => {
    await ensure();
    fs.rmSync(path.join(cached(), "wheel"));
    server.habit = ({ url }) => {
      if (url?.includes("/manifests/v1")) fs.symlinkSync("/dev/full", path.join(cached(), `.wheel.${process.pid}`));
      return false;
    };
    await expect(ensure()).rejects.toThrow(
      `No space is left on the disk of ${cached()}. Free some, or name a folder on another disk by BREAKWATER_CACHE`,
    );
    expect(stored()).toEqual(["built.json", "stone"]);
  });

  test("names a lock file that is none", async () => {
    fs.writeFileSync(env["BREAKWATER_IMAGES_LOCK"]!, '{"a": "latest"}');
    await expect(ensure()).rejects.toThrow('a = "latest" must be a digest, sha256: and 64 hexadecimal digits');
  });
});
