import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { kedaBuild } from "../../addons/keda/programs";
import { metricsServerName } from "../../addons/metrics-server/metrics-server";
import { prometheusBuild, promtoolBuild } from "../../addons/prometheus/programs";
import { controlPlane, controlPlaneVersions } from "./binaries";
import { pinnedVersion, readModule } from "./module";

describe("readModule", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-module-"));
    for (const file of ["go.mod", "go.sum"])
      fs.copyFileSync(path.join(controlPlane.folder, file), path.join(folder, file));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  test("reads the pinned versions and stamps Kubernetes' into the binaries", () => {
    const { goMod, goVersion, flags } = readModule(controlPlane, folder);
    const { kubernetesVersion, etcdVersion } = controlPlaneVersions(goMod);
    expect([goVersion, kubernetesVersion, etcdVersion]).toEqual([
      expect.stringMatching(/^1\.\d+\.\d+$/),
      expect.stringMatching(/^v1\.\d+\.\d+$/),
      expect.stringMatching(/^v3\.\d+\.\d+$/),
    ]);
    expect(flags.at(-1)).toContain(`version.gitVersion=${kubernetesVersion}`);
  });

  test("keeps its key while nothing changes, and changes it with a dependency or the machine", () => {
    const { key } = readModule(controlPlane, folder);
    expect(readModule(controlPlane, folder).key).toBe(key);
    expect(readModule(controlPlane, folder, "darwin/arm64").key).not.toBe(key);
    fs.appendFileSync(path.join(folder, "go.sum"), "example.com/x v1.0.0 h1:x\n");
    expect(readModule(controlPlane, folder).key).not.toBe(key);
  });

  const withPromtool = { ...prometheusBuild, binaries: [...prometheusBuild.binaries, ...promtoolBuild.binaries] };

  test.each([controlPlane, kedaBuild, metricsServerName, withPromtool])(
    "has every binary of $title among its tools",
    (set) => {
      const { goMod } = readModule(set);
      const [, block, single = ""] = /^tool (?:\(\n([\s\S]*?)\n\)|(\S+)$)/m.exec(goMod) ?? [];
      const tools = (block ?? single).split("\n").map((line) => line.trim());
      expect(tools.sort()).toEqual(set.binaries.map((binary) => binary.package).sort());
    },
  );

  test("builds with the tags of the set, which are part of its key", () => {
    const { flags, key } = readModule(prometheusBuild);
    expect(flags.slice(3, 5)).toEqual(["-tags", "remove_all_sd"]);
    expect(readModule({ ...prometheusBuild, tags: undefined }).key).not.toBe(key);
  });

  test("takes no module for another by its prefix", () =>
    expect(() => pinnedVersion("require k8s.io/kubernetes-x v1.0.0", "k8s.io/kubernetes")).toThrow("does not require"));
});
