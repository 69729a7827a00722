import { registerObjects } from "../../tests/support/kubernetes-objects";
import { chartRelease } from "./chart-release";
import { type Chart, charts } from "./charts";

const releaseType = "kubernetes:helm.sh/v3:Release";
const release = async (chart: Chart, timeoutSeconds?: number) =>
  (
    await registerObjects([releaseType], () =>
      chartRelease<{ replicas: number }>(
        "one",
        chart,
        { namespace: "ns", values: { replicas: 2 }, timeoutSeconds },
        {},
      ),
    )
  ).object(releaseType);

test("a chart comes at its version, into a namespace that is there, and is awaited", async () => {
  expect.assertions(1);
  expect(await release(charts.keda)).toEqual({
    name: "one",
    namespace: "ns",
    chart: "keda",
    version: charts.keda.version,
    repositoryOpts: { repo: "https://kedacore.github.io/charts" },
    values: { replicas: 2 },
    timeout: 600,
    atomic: true,
    maxHistory: 5,
    compat: "true",
  });
});

test("a chart of an OCI registry has its whole address and no repository", async () => {
  expect.assertions(2);
  const { chart, repositoryOpts } = await release(charts.envoyGateway);
  expect(chart).toBe("oci://docker.io/envoyproxy/gateway-helm");
  expect(repositoryOpts).toBeUndefined();
});

test("a chart that takes longer has its own time", async () => {
  expect.assertions(1);
  expect((await release(charts.keda, 900)).timeout).toBe(900);
});

test.each(Object.entries(charts))("%s is pinned to one version", (_name, { version }) => {
  expect(version).toMatch(/^v?\d+\.\d+\.\d+$/);
});
