import { releaseKind, releasesOf } from "./releases";
import { resource } from "./testing/resources";

test("charts, however they are installed", () => {
  const releases = releasesOf([
    resource(
      "kubernetes:helm.sh/v3:Release",
      { chart: "nvidia/gpu-operator", version: "v26.3", namespace: "gpu" },
      "gpu",
    ),
    resource("kubernetes:helm.sh/v4:Chart", { chart: "keda", values: { replicas: 2 } }, "keda"),
    resource("kubernetes:core/v1:Namespace", {}),
  ]);
  expect(releases).toMatchObject([
    {
      kind: "Release",
      chart: "gpu-operator",
      version: "v26.3",
      namespace: "gpu",
      values: {},
      resource: { name: "gpu" },
    },
    { kind: "Chart", chart: "keda", version: undefined, namespace: "default", values: { replicas: 2 } },
  ]);
});

test("a chart that is none is said", () => {
  const [release] = releasesOf([resource("kubernetes:helm.sh/v3:Release", { chart: ["keda"] }, "keda")]);
  expect(() => release!.chart).toThrow('Release "keda": chart = ["keda"] must be a text');
  const [unnamed] = releasesOf([resource("kubernetes:helm.sh/v4:Chart", {}, "keda")]);
  expect(() => unnamed!.chart).toThrow('Chart "keda": chart is missing; it must be the name of a chart');
});

test.each([
  ["kubernetes:helm.sh/v3:Release", "Release"],
  ["kubernetes:helm.sh/v4:Chart", "Chart"],
  ["kubernetes:core/v1:Namespace", undefined],
])("%s installs a chart as a %s", (type, kind) => expect(releaseKind({ type })).toBe(kind));

test("a chart of a registry is known by its last part", () => {
  const [release] = releasesOf([
    resource("kubernetes:helm.sh/v3:Release", { chart: "oci://mcr.microsoft.com/charts/gateway" }),
  ]);
  expect(release!.chart).toBe("gateway");
});
