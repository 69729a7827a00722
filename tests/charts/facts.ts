import { createHash } from "node:crypto";
import { isObject, type JsonObject, type Plan } from "@breakwater/plan-views";

/** A chart of a Plan as it was rendered: of its objects only what a test asks for. */
export interface RenderedChart {
  chart: string;
  version: string;
  /** Of the values with which it was rendered. */
  valuesDigest: string;
  objects: JsonObject[];
}

/** A release of a Plan. */
export interface Release {
  name: string;
  chart: string;
  version: string;
  namespace: string;
  values: JsonObject;
  /** Where its chart is; absent where the chart's own address says so. */
  repositoryOpts?: { repo: string };
}

/** The releases of charts in a Plan. */
export const releasesIn = ({ resources }: Plan): Release[] =>
  resources.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release").map(({ inputs }) => inputs as never);

/** Tells values that differ. Their order does not matter. */
export const digestOf = (values: JsonObject): string =>
  createHash("sha256").update(JSON.stringify(values, sorted)).digest("hex").slice(0, 16);

const sorted = (_key: string, value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;

/** What is kept of an object's `spec`, by kind; an object of another kind is left out. */
const kept: Record<string, (spec: JsonObject) => JsonObject> = {
  Deployment: workload,
  DaemonSet: workload,
  StatefulSet: workload,
  Job: workload,
  PodDisruptionBudget: (spec) => spec,
  Service: ({ selector = {}, ports = [] }) => ({ selector, ports }),
  ServiceMonitor: (spec) => pick(spec, ["selector", "jobLabel"]),
  Prometheus: operated,
  Alertmanager: operated,
};

/** The facts of what a chart renders. */
export const factsOf = (objects: readonly JsonObject[]): JsonObject[] =>
  objects.flatMap(({ apiVersion = "", kind = "", metadata, spec }) => {
    const keep = kept[String(kind)];
    if (keep === undefined) return [];
    const about = pick(metadata as JsonObject, ["name", "namespace", "labels"]);
    return [{ apiVersion, kind, metadata: about, spec: keep(spec as JsonObject) }];
  });

function workload({ replicas = 1, template }: JsonObject): JsonObject {
  const { metadata = {}, spec } = template as { metadata?: JsonObject; spec: JsonObject };
  const containers = (list: unknown) =>
    ((list ?? []) as JsonObject[]).map((container) => pick(container, ["name", "args", "ports", "resources"], true));
  return {
    replicas,
    template: {
      metadata: pick(metadata, ["labels"]),
      spec: {
        ...pick(spec, ["priorityClassName", "hostNetwork"]),
        initContainers: containers(spec.initContainers),
        containers: containers(spec.containers),
      },
    },
  };
}

function operated(spec: JsonObject): JsonObject {
  return pick(spec, ["replicas", "priorityClassName", "resources"]);
}

/** Some properties of an object; of arguments only those that say what the containers beside a Prometheus may take. */
function pick(object: JsonObject, names: readonly string[], ofContainer = false): JsonObject {
  const entries = names.flatMap((name) => (object[name] === undefined ? [] : [[name, object[name]] as const]));
  if (!ofContainer) return Object.fromEntries(entries);
  const args = ((object.args ?? []) as string[]).filter((argument) => argument.startsWith("--config-reloader-"));
  return { ...Object.fromEntries(entries.filter(([name]) => name !== "args")), ...(args.length > 0 && { args }) };
}
