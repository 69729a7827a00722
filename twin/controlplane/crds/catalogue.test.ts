import * as fs from "node:fs";
import * as path from "node:path";
import { neededOf, sources } from "./catalogue";
import { pinnedVersion } from "../build/module";
import { definitionsFolder, definitionsKey } from "./modules";

const goMod = fs.readFileSync(path.join(definitionsFolder, "go.mod"), "utf8");
const goSum = fs.readFileSync(path.join(definitionsFolder, "go.sum"), "utf8");

describe("the sources of definitions", () => {
  test.each(sources.map(({ module }) => module))("%s is pinned by go.mod and go.sum", (module) => {
    expect(goSum).toContain(`${module} ${pinnedVersion(goMod, module)} h1:`);
  });

  test("have each group once", () => {
    const groups = sources.flatMap((source) => source.groups);
    expect(new Set(groups).size).toBe(groups.length);
  });

  test("name their cache by what is pinned", () => expect(definitionsKey()).toMatch(/^[0-9a-f]{16}$/));
});

describe("neededOf", () => {
  test("takes the used kinds alone, but all of KEDA's, and passes over what is nobody's", () => {
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
