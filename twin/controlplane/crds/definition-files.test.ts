import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readDefinitions } from "./definition-files";

const definition = (group: string, kind: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${kind.toLowerCase()}s.${group}
spec:
  group: ${group}
  names:
    categories:
    - all
    kind: ${kind}
    plural: ${kind.toLowerCase()}s
  conversion:
    strategy: Webhook
  scope: Namespaced
`;

describe("readDefinitions", () => {
  let folder: string;
  const write = (name: string, content: string) => fs.writeFileSync(path.join(folder, name), content);
  const names = (...args: Parameters<typeof readDefinitions>) =>
    readDefinitions(...args).map(({ metadata }) => metadata.name);
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-definitions-"));
    write("one.yaml", `---\n${definition("example.org", "Pump")}`);
    write("chart.yaml", `{{- if .Values.enabled }}\n---\n${definition("example.org", "Lock")}{{- end }}\n`);
    write("many.yaml", `${definition("example.org", "Weir")}---\n${definition("example.com", "Weir")}`);
    write("other.yaml", "kind: Deployment\nspec:\n  names:\n    kind: Gate\n");
    write("README.md", "kind: CustomResourceDefinition");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  test("finds a kind in a file of many, in a chart's template, and by its group", () => {
    expect(names(folder, [{ group: "example.com", kind: "Weir" }])).toEqual(["weirs.example.com"]);
    expect(
      names(folder, [
        { group: "example.org", kind: "Lock" },
        { group: "example.org", kind: "Pump" },
      ]),
    ).toEqual(["locks.example.org", "pumps.example.org"]);
  });

  test("takes all definitions, and what is none of them not", () =>
    expect(names(folder, "all").sort()).toEqual([
      "locks.example.org",
      "pumps.example.org",
      "weirs.example.com",
      "weirs.example.org",
    ]));

  test("leaves out the conversion, which needs a server", () =>
    expect(readDefinitions(folder, "all").map(({ spec }) => Object.keys(spec as object))).toEqual(
      Array(4).fill(["group", "names", "scope"]),
    ));

  test("names the kinds that no file has", () =>
    expect(() => readDefinitions(folder, [{ group: "example.org", kind: "Gate" }])).toThrow(
      /no definition of Gate\.example\.org/,
    ));
});
