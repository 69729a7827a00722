import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "@breakwater/plan-views";
import { parse } from "yaml";
import { root } from "./breakwater";

type Values = Record<string, unknown>;

const folders: Record<string, string> = { "oci://docker.io/envoyproxy/gateway-helm": "envoy-gateway" };

/**
 * Images of charts inside kube-prometheus-stack, whose values are not at hand, looked up in those charts: grafana 12.11.1,
 * kube-state-metrics 8.4.0, prometheus-node-exporter 4.56.1. More of Grafana's come from Docker Hub where its values ask for them:
 * `testFramework` (bats), `dashboards` (curl), `persistence` (busybox) and `imageRenderer`.
 */
function subChartImages({ grafana = {} }: { grafana?: Values }): string[] {
  const {
    image = {},
    testFramework = { enabled: true },
    dashboards,
    persistence,
    imageRenderer,
  } = grafana as Record<string, Values | undefined>;
  return [
    `${String(image.registry ?? "docker.io")}/${String(image.repository ?? "grafana/grafana")}:distroless`,
    "quay.io/kiwigrid/k8s-sidecar",
    "registry.k8s.io/kube-state-metrics/kube-state-metrics",
    "quay.io/prometheus/node-exporter",
    ...(testFramework.enabled === false ? [] : ["docker.io/bats/bats"]),
    ...(dashboards === undefined ? [] : ["docker.io/curlimages/curl"]),
    ...(persistence === undefined ? [] : ["docker.io/library/busybox"]),
    ...(imageRenderer === undefined ? [] : ["docker.io/grafana/grafana-image-renderer"]),
  ];
}

/** Images that a release of a chart may start, by the chart's own values with those of the release over them. */
export function chartImages(chart: string, values: Values): string[] {
  const folder = join(root, "tests/published/charts", folders[chart] ?? chart);
  const file = ["values.yaml", "values.tmpl.yaml"].map((name) => join(folder, name)).find(existsSync)!;
  // Envoy Gateway's template has its own image as a variable, which the release fills in.
  const text = readFileSync(file, "utf8").replaceAll("${GatewayImage}", "docker.io/envoyproxy/gateway:v1.9.1");
  const merged = over(parse(text) as Values, values);
  const global = merged.global as { imageRegistry?: string } | undefined;
  const found = namedImages(merged).map((image) => atRegistry(image, global?.imageRegistry));
  return chart === "kube-prometheus-stack" ? [...found, ...subChartImages(values)] : found;
}

/** A chart's global registry stands in for the host of every image. */
const atRegistry = (image: string, registry: string | undefined): string =>
  registry === undefined || registry === "" ? image : `${registry}/${image.split("/").slice(1).join("/")}`;

/** Maps with a repository, and whole images, wherever they stand; what is empty is the chart's template's to say. */
function namedImages(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namedImages);
  if (!isObject(value as never)) return [];
  const map = value as Values;
  const { registry, repository, image } = map;
  const own = [
    ...(typeof repository === "string" && repository !== ""
      ? [typeof registry === "string" && registry !== "" ? `${registry}/${repository}` : repository]
      : []),
    ...(typeof image === "string" && image !== "" ? [image] : []),
  ];
  return [...own, ...Object.values(map).flatMap(namedImages)];
}

function over(base: Values, changes: Values): Values {
  const merged = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    const before = merged[key];
    merged[key] =
      isObject(before as never) && isObject(value as never) ? over(before as Values, value as Values) : value;
  }
  return merged;
}
