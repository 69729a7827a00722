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

  test("does not believe a list that is no JSON", () => {
    names.forEach(store);
    fs.writeFileSync(path.join(folder, "built.json"), "{");
    expect(missing()).toEqual(names);
  });
});
