import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { controlPlane } from "./binaries";
import { cacheFolder, missingBinaries, storeBinary } from "./cache";

describe("cacheFolder", () => {
  test.each([
    [{ BREAKWATER_CACHE: "/a", XDG_CACHE_HOME: "/b" }, "/a/controlplane"],
    [{ XDG_CACHE_HOME: "/b" }, "/b/breakwater/controlplane"],
    [{ BREAKWATER_CACHE: "", XDG_CACHE_HOME: "" }, path.join(os.homedir(), ".cache/breakwater/controlplane")],
  ])("of %j is %s", (env, folder) => expect(cacheFolder(env)).toBe(folder));
});

describe("the cache", () => {
  let folder: string;
  const names = controlPlane.binaries.map(({ name }) => name);
  const missing = () => missingBinaries(folder, controlPlane.binaries).map(({ name }) => name);
  const store = (name: string) => {
    const draft = path.join(folder, `.${name}.draft`);
    fs.writeFileSync(draft, `program ${name}`);
    storeBinary(folder, name, draft);
  };
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-cache-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  test("lacks everything when it is empty or not there", () => {
    expect(missing()).toEqual(names);
    expect(missingBinaries(path.join(folder, "nowhere"), controlPlane.binaries)).toHaveLength(names.length);
  });

  test("goes on where an interrupted build ended", () => {
    store("etcd");
    store("kube-apiserver");
    expect(missing()).toEqual(names.slice(2));
    names.slice(2).forEach(store);
    expect(missing()).toEqual([]);
  });

  test("does not believe a file that is cut short, gone or not listed", () => {
    names.forEach(store);
    fs.truncateSync(path.join(folder, "etcd"), 3);
    fs.rmSync(path.join(folder, "kwok"));
    expect(missing()).toEqual(["etcd", "kwok"]);
    fs.rmSync(path.join(folder, "built.json"));
    expect(missing()).toEqual(names);
  });

  test("knows which were built and which are from images, and lacks what must be had in another way", () => {
    names.slice(1).forEach(store);
    const draft = path.join(folder, ".etcd.draft");
    fs.writeFileSync(draft, "program etcd");
    storeBinary(folder, "etcd", draft, "registry.k8s.io/etcd:3.6.8-0@sha256:0");
    const missingOf = (origin: "build" | "download" | "either") =>
      missingBinaries(folder, controlPlane.binaries, origin).map(({ name }) => name);
    expect([missingOf("either"), missingOf("build"), missingOf("download")]).toEqual([[], ["etcd"], names.slice(1)]);
    fs.truncateSync(path.join(folder, "etcd"), 3);
    expect(missingOf("download")).toEqual(names);
  });

  test("does not believe a list that is no JSON", () => {
    names.forEach(store);
    fs.writeFileSync(path.join(folder, "built.json"), "{");
    expect(missing()).toEqual(names);
  });
});
