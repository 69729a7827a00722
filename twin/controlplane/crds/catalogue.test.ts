import * as fs from "node:fs";
import * as path from "node:path";
import { neededOf, SOURCES } from "./catalogue";
import { pinnedVersion } from "../build/module";
import { DEFINITIONS_FOLDER, definitionsKey } from "./modules";

const goMod = fs.readFileSync(path.join(DEFINITIONS_FOLDER, "go.mod"), "utf8");
const goSum = fs.readFileSync(path.join(DEFINITIONS_FOLDER, "go.sum"), "utf8");

describe("the sources of definitions", () => {
  it.each(SOURCES.map(({ module }) => module))("%s is pinned by go.mod and go.sum", (module) => {
    expect(goSum).toContain(`${module} ${pinnedVersion(goMod, module)} h1:`);
  });

  it("have each group once", () => {
    const groups = SOURCES.flatMap((source) => source.groups);
    expect(new Set(groups).size).toBe(groups.length);
  });

  it("name their cache by what is pinned", () => expect(definitionsKey()).toMatch(/^[0-9a-f]{16}$/));
});

describe("neededOf", () => {
  it("takes the used kinds alone, but all of KEDA's, and passes over what is nobody's", () => {
    const rule = { group: "monitoring.coreos.com", kind: "PrometheusRule" };
    const needed = neededOf([
      { group: "apps", kind: "Deployment" },
      rule,
      { group: "keda.sh", kind: "ScaledObject" },
      { group: "example.org", kind: "Pump" },
    ]);
    expect(needed.map(({ source, kinds }) => [source.groups[0], kinds])).toEqual([
      ["keda.sh", "all"],
      ["monitoring.coreos.com", [rule]],
    ]);
  });
});
