import * as pulumi from "@pulumi/pulumi";
import { recordResources, settled } from "../../../tests/support/recorded-mocks";
import { registerObjects } from "../../../tests/support/kubernetes-objects";
import { testUnless } from "../../../app/test/support/lacking";
import { judge, promtoolLack } from "../../../tests/support/promtool";
import { allDashboards } from "./dashboards";
import { grafanaModel } from "./dashboards/dashboard";
import { Dashboards, type DashboardsArgs } from "./grafana-dashboards";

const configMap = "kubernetes:core/v1:ConfigMap";
const args: DashboardsArgs = {
  namespace: "monitoring",
  appNamespace: "production",
  cpuVmSize: "Standard_D8s_v5",
  gpuVmSize: "Standard_NC24ads_A100_v4",
};
const dashboards = allDashboards("production", "models", { cpu: args.cpuVmSize, gpu: args.gpuVmSize });

test("G2: there is a dashboard for the app, vLLM, autoscaling, GPUs, the platform and cost", async () => {
  expect.assertions(1);
  const { component } = await registerObjects([configMap], () => new Dashboards("dashboards", args));
  expect(component.paths).toEqual({
    App: "/d/breakwater-app",
    vLLM: "/d/breakwater-vllm",
    Autoscaling: "/d/breakwater-autoscaling",
    GPUs: "/d/breakwater-gpu",
    Platform: "/d/breakwater-platform",
    Cost: "/d/breakwater-cost",
  });
});

test("each is a ConfigMap that Grafana's sidecar finds, and holds one JSON file", async () => {
  expect.assertions(3);
  const { registered } = await recordResources({ resources: { [configMap]: () => ({}) } });
  await settled(new Dashboards("dashboards", args).urn);
  await pulumi.runtime.disconnect();
  const maps = registered.filter(({ type }) => type === configMap).map(({ inputs }) => inputs);
  expect(maps.map(({ metadata }) => metadata.labels.grafana_dashboard)).toEqual(Array(6).fill("1"));
  expect(maps.map(({ data }) => Object.keys(data))).toEqual(dashboards.map(({ uid }) => [`${uid}.json`]));
  expect(JSON.parse(maps[0]!.data["breakwater-app.json"])).toEqual(grafanaModel(dashboards[0]!));
});

describe("the dashboard of cost", () => {
  const costOf = (gpuVmSize: string) => {
    const { variables, panels } = allDashboards("a", "m", { cpu: "Standard_D4s_v5", gpu: gpuVmSize }).at(-1)!;
    const idle = panels.find(({ title }) => title === "GPU dollars that did nothing")!.queries[0]![0];
    return { variables: variables!.map(({ label, value }) => [label, value]), idle };
  };

  test("begins with the prices of the pools' VM sizes, and shares a node's among its GPUs", () => {
    expect(costOf("Standard_NC48ads_A100_v4")).toEqual({
      variables: [
        ["Dollars an hour, CPU node", "0.192"],
        ["Dollars an hour, GPU node", "7.346"],
      ],
      idle: "(gpu:present:sum - gpu:used:sum) * $gpu_node_usd / 2",
    });
  });

  test("asks for a price that is not known", () => {
    expect(costOf("Standard_ND96isr_H200_v5").variables[1]).toEqual([
      "Dollars an hour, GPU node (set it: no price of Standard_ND96isr_H200_v5 is known)",
      "NaN",
    ]);
  });
});

test("panels stand three a row and do not overlap, each with its own id", () => {
  const { panels } = grafanaModel(dashboards[0]!) as {
    panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[];
  };
  expect(panels.slice(0, 4).map(({ gridPos: { x, y } }) => [x, y])).toEqual([
    [0, 0],
    [8, 0],
    [16, 0],
    [0, 8],
  ]);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});

test("a query of a dashboard knows every variable that it asks for", () => {
  const missing = dashboards.flatMap(({ variables = [], panels }) => {
    const known = ["__range", "__range_s", "__rate_interval", ...variables.map(({ name }) => name)];
    return panels.flatMap(({ queries }) =>
      queries
        .flatMap(([expr]) => [...expr.matchAll(/\$(\w+)/g)].map(([, name]) => name!))
        .filter((name) => !known.includes(name)),
    );
  });
  expect(missing).toEqual([]);
});

testUnless(promtoolLack())("Prometheus' own tool can read every query", () => {
  const queries = dashboards.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries.map(([expr]) => expr)));
  // Grafana fills in these; what is read here is the rest.
  const filled = queries.map((expr) => expr.replaceAll(/\$__(rate_interval|range)\b/g, "5m").replaceAll(/\$\w+/g, "1"));
  const rules = filled.map((expr, index) => ({ record: `query:${index}`, expr }));
  expect(judge([{ name: "queries", rules }])).toBe("");
});

test("refuses a namespace that is no label", async () => {
  expect.assertions(1);
  const refused = registerObjects([configMap], () => new Dashboards("dashboards", { ...args, appNamespace: "A" }));
  await expect(refused).rejects.toThrow('appNamespace: "A" must be a DNS label');
});

test("refuses a VM size that is none", async () => {
  expect.assertions(1);
  const refused = registerObjects([configMap], () => new Dashboards("dashboards", { ...args, gpuVmSize: "A100" }));
  await expect(refused).rejects.toThrow('gpuVmSize: "A100" must be an Azure VM size');
});
