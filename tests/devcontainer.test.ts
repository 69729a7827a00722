import * as fs from "node:fs";
import * as path from "node:path";
import { root } from "./support/breakwater";

/** The container of Codespaces and VS Code has what the project asks for. That it builds was not tried: no image could be pulled. */

const read = (file: string): string => fs.readFileSync(path.join(root, file), "utf8");
const dockerfile = read(".devcontainer/Dockerfile");
// JSON, but for comments on lines of their own.
const container = JSON.parse(read(".devcontainer/devcontainer.json").replace(/^\s*\/\/.*$/gm, "")) as {
  build: { dockerfile: string };
  remoteUser: string;
  mounts: string[];
  postCreateCommand: string;
  forwardPorts: number[];
};
const tag = (image: string): string => new RegExp(`^FROM ${image}:(\\S+)`, "m").exec(dockerfile)![1]!;
const parts = (version: string): number[] => /\d+(\.\d+)*/.exec(version)![0].split(".").map(Number);
/** Whether a version is at least another, both dotted numbers. */
const reaches = (version: string, least: string): boolean => {
  const difference = parts(version)
    .map((part, place) => part - (parts(least)[place] ?? 0))
    .find((part) => part !== 0);
  return (difference ?? 0) >= 0;
};

test("every image is a whole version of a known system, by its digest", () => {
  for (const [, image] of dockerfile.matchAll(/^FROM (\S+)/gm))
    expect(image).toMatch(/:\d+\.\d+\.\d+-bookworm@sha256:[0-9a-f]{64}$/);
});

test("Node is the image's, which package.json allows and CI tests whole", () => {
  const { engines } = JSON.parse(read("package.json")) as { engines: { node: string } };
  expect(reaches(tag("node"), engines.node)).toBe(true);
  expect(read("app/Dockerfile")).toContain(`FROM node:${tag("node").split("@")[0]}-slim@`);
  expect(read(".github/workflows/ci.yml")).toContain(`node: "${parts(tag("node"))[0]}"\n            stages: ""`);
});

test("Go is what every go.mod asks for", () => {
  const files = ["tests", "twin"].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => path.basename(file) === "go.mod")
      .map((file) => path.join(folder, file)),
  );
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) {
    const asked = /^go (\S+)/m.exec(read(file))![1]!;
    expect({ file, asked, enough: reaches(tag("golang"), asked) }).toMatchObject({ enough: true });
  }
});

test("every system package that a stage of the tests needs is installed", () => {
  const needed = [...read("tests/run-all.mjs").matchAll(/needs: \[(.*?)\]/g)].flatMap(([, names]) =>
    [...names!.matchAll(/"([\w-]+)"/g)].map(([, name]) => name!),
  );
  const installed = /apt-get install [^&]*/.exec(dockerfile)![0].split(/\s+/);
  expect(new Set(needed).size).toBeGreaterThan(1);
  // A Redis, so that none needs to be unpacked; `unshare`, with which the tests give the real KEDA the names of the cluster.
  for (const name of [...needed, "redis-server", "util-linux"]) expect(installed).toContain(name);
});

test("what is built is kept in a volume that its user may write", () => {
  const [cache] = /(?<=target=)[^,]+/.exec(container.mounts[0]!)!;
  expect(cache).toBe(`/home/${container.remoteUser}/.cache/breakwater`);
  expect(dockerfile).toContain(`mkdir -p ${cache} && chown -R ${container.remoteUser}:${container.remoteUser}`);
});

test("it is made ready by the command that make runs too, and shows the chat page", () => {
  expect(read("Makefile")).toContain(container.postCreateCommand);
  const [, port] = /\[(\d+)(?:, \d+)*\]\.map\(freePort\)/.exec(read("app/dev/background.ts"))!;
  expect(container.forwardPorts).toEqual([Number(port)]);
  expect(container.build.dockerfile).toBe("Dockerfile");
});

test("a version below another is seen", () => {
  expect([reaches("1.26.8", "1.26.4"), reaches("1.26.3", "1.26.4"), reaches("24.1.0", ">=22")]).toEqual([
    true,
    false,
    true,
  ]);
});
