import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020";
import { charts } from "../components/kubernetes/charts";
import type { Plan } from "@breakwater/plan-views";
import { root } from "./support/breakwater";
import { reportValues } from "./support/chart-values";

/** The charts' own files (tests/published/charts/README.md says which and from where). */
const material = join(__dirname, "published/charts");
const folders: Record<string, string> = { "oci://docker.io/envoyproxy/gateway-helm": "envoy-gateway" };

/** Every release of the Plans. */
const releases = ["dev", "prod"].flatMap((stack) => {
  const plan = JSON.parse(readFileSync(join(root, "tests/golden", `${stack}.json`), "utf8")) as Plan;
  return plan.resources
    .filter(({ type }) => type === "kubernetes:helm.sh/v3:Release")
    .map(({ name, inputs }) => ({
      label: `${name} of ${stack}`,
      chart: String(inputs.chart),
      version: String(inputs.version),
      folder: join(material, folders[String(inputs.chart)] ?? String(inputs.chart)),
      values: inputs.values as Record<string, unknown>,
    }));
});

/**
 * Values that are handed on to charts inside kube-prometheus-stack and that its own values do not mention, so that no file at
 * hand can judge them. Each was looked up in those charts: grafana 12.11.1, kube-state-metrics 8.4.0, prometheus-node-exporter
 * 4.56.1. What comes to be set beside them must be looked up likewise.
 */
const lookedUp = [
  "grafana.nodeSelector",
  "grafana.priorityClassName",
  "grafana.resources",
  "grafana.sidecar.resources",
  "grafana.testFramework",
  "kube-state-metrics.customResourceState",
  "kube-state-metrics.metricLabelsAllowlist",
  "kube-state-metrics.nodeSelector",
  "kube-state-metrics.priorityClassName",
  "kube-state-metrics.rbac",
  "kube-state-metrics.resources",
  "prometheus-node-exporter.priorityClassName",
  "prometheus-node-exporter.resources",
  "prometheus-node-exporter.tolerations",
];

test("there are releases to check", () => {
  expect(releases.map(({ chart }) => chart)).toContain("keda");
});

test.each(releases)("$label is a pinned chart of the table", ({ chart, version }) => {
  expect(Object.values(charts).map((pinned) => `${pinned.chart} ${pinned.version}`)).toContain(`${chart} ${version}`);
});

describe("the charts' own values", () => {
  test.each(releases)("know every key that $label sets, in the same shape", ({ values, folder }) => {
    const { wrong, unchecked } = reportValues(values, folder);
    expect(wrong).toEqual([]);
    expect(unchecked.filter((path) => !lookedUp.includes(path))).toEqual([]);
  });

  test("accept the values of every release by their schema, where they have one", () => {
    const errors = releases.flatMap(({ label, folder, values }) => {
      const file = join(folder, "values.schema.json");
      if (!existsSync(file)) return [];
      const schema = JSON.parse(readFileSync(file, "utf8")) as { $schema: string };
      const ajv = new (schema.$schema.includes("2020") ? Ajv2020 : Ajv)({ strict: false, allErrors: true });
      ajv.validate(schema, values);
      return (ajv.errors ?? []).map(({ instancePath, message }) => `${label}: ${instancePath} ${message}`);
    });
    expect(errors).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["a key that is not there", { operator: { replicas: 2 } }, "operator.replicas"],
    ["a text for a number", { operator: { replicaCount: "2" } }, 'operator.replicaCount = "2"'],
    ["a value for a map", { operator: true }, "operator = true"],
    ["a map for a list", { tolerations: {} }, "tolerations = {}"],
  ])("refuse %s", (_case, values, problem) => {
    expect(reportValues(values, join(material, "keda")).wrong).toEqual([problem]);
  });

  test("take what they say is free-form, and what they have as a comment", () => {
    const values = { nodeSelector: { any: "label" }, podDisruptionBudget: { operator: { maxUnavailable: 1 } } };
    expect(reportValues(values, join(material, "keda")).wrong).toEqual([]);
    expect(reportValues({ podDisruptionBudget: { maxUnavailable: 1 } }, join(material, "envoy-gateway")).wrong).toEqual(
      [],
    );
  });
});
