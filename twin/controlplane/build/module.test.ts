import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { KEDA } from "../../addons/keda/programs";
import { METRICS_SERVER } from "../../addons/metrics-server/metrics-server";
import { CONTROL_PLANE, controlPlaneVersions } from "./binaries";
import { pinnedVersion, readModule } from "./module";

describe("readModule", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-module-"));
    for (const file of ["go.mod", "go.sum"])
      fs.copyFileSync(path.join(CONTROL_PLANE.folder, file), path.join(folder, file));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("reads the pinned versions and stamps Kubernetes' into the binaries", () => {
    const { goMod, goVersion, flags } = readModule(CONTROL_PLANE, folder);
    const { kubernetesVersion, etcdVersion } = controlPlaneVersions(goMod);
    expect([goVersion, kubernetesVersion, etcdVersion]).toEqual([
      expect.stringMatching(/^1\.\d+\.\d+$/),
      expect.stringMatching(/^v1\.\d+\.\d+$/),
      expect.stringMatching(/^v3\.\d+\.\d+$/),
    ]);
    expect(flags.at(-1)).toContain(`version.gitVersion=${kubernetesVersion}`);
  });

  it("keeps its key while nothing changes, and changes it with a dependency or the machine", () => {
    const { key } = readModule(CONTROL_PLANE, folder);
    expect(readModule(CONTROL_PLANE, folder).key).toBe(key);
    expect(readModule(CONTROL_PLANE, folder, "darwin/arm64").key).not.toBe(key);
    fs.appendFileSync(path.join(folder, "go.sum"), "example.com/x v1.0.0 h1:x\n");
    expect(readModule(CONTROL_PLANE, folder).key).not.toBe(key);
  });

  it.each([CONTROL_PLANE, KEDA, METRICS_SERVER])("has every binary of $title among its tools", (set) => {
    const { goMod } = readModule(set);
    const [, block, single = ""] = /^tool (?:\(\n([\s\S]*?)\n\)|(\S+)$)/m.exec(goMod) ?? [];
    const tools = (block ?? single).split("\n").map((line) => line.trim());
    expect(tools.sort()).toEqual(set.binaries.map((binary) => binary.package).sort());
  });

  it("takes no module for another by its prefix", () =>
    expect(() => pinnedVersion("require k8s.io/kubernetes-x v1.0.0", "k8s.io/kubernetes")).toThrow("does not require"));
});
