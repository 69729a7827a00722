import { isKubernetesObject } from "../plan/kubernetes";
import { poolsOf } from "../up/nodes/pools";
import type { Json, JsonObject, Plan, PlanResource } from "../plan/types";

/** A server that the program expects under a name of the cluster. */
export interface Endpoint {
  kind: "redis" | "prometheus";
  /** For example `redis.development.svc`. */
  host: string;
  port: number;
  /** For Redis: a list that a trigger looks at. */
  list?: string;
  /** For Prometheus: a metric of which a trigger takes the sum. */
  metric?: string;
}

/** A trigger that cannot work on this machine. */
export interface UnservedTrigger {
  /** `namespace/name` of its ScaledObject. */
  scaledObject: string;
  /** KEDA's name of the trigger's type, for example `azure-servicebus`. */
  type: string;
  /** What it asks, for example a host; empty where the trigger does not say. */
  server: string;
}

/** What a Plan needs beside the control plane. */
export interface Needs {
  /** `namespace/name` of each ScaledObject. */
  scaledObjects: string[];
  /** Servers in the cluster that triggers ask, each once. */
  endpoints: Endpoint[];
  unserved: UnservedTrigger[];
  /** What triggers ask Prometheus. */
  queries: string[];
  /** Whether a pool has the Cluster Autoscaler on. */
  autoscaledPools: boolean;
  /** Whether an autoscaler looks at CPU or memory. */
  resourceMetrics: boolean;
}

/** Types of triggers that ask no server, or only Kubernetes itself. */
const serverless = new Set(["cron", "cpu", "memory", "kubernetes-workload"]);
const resourceTypes = new Set(["cpu", "memory"]);

/** Reads off a Plan what has to run beside the control plane for its autoscalers to work. */
export function needsOf({ resources }: Plan): Needs {
  const objects = resources.filter(isKubernetesObject);
  const triggers = objects.filter(({ inputs }) => inputs["kind"] === "ScaledObject").flatMap(triggersOf);
  const asked = triggers.filter(({ type }) => !serverless.has(type));
  const endpoints = new Map<string, Endpoint>();
  const unserved: UnservedTrigger[] = [];
  for (const { scaledObject, type, metadata } of asked) {
    const endpoint = endpointOf(type, metadata);
    if (endpoint) {
      const name = `${endpoint.host}:${endpoint.port}`;
      endpoints.set(name, { ...endpoint, ...endpoints.get(name) });
    } else unserved.push({ scaledObject, type, server: serverOf(metadata) });
  }
  return {
    scaledObjects: [...new Set(triggers.map(({ scaledObject }) => scaledObject))],
    endpoints: [...endpoints.values()],
    unserved,
    queries: triggers.flatMap(({ metadata }) => (typeof metadata["query"] === "string" ? [metadata["query"]] : [])),
    autoscaledPools: resources.flatMap(({ type, inputs }) => poolsOf(type, inputs)).some(({ bounds }) => bounds),
    resourceMetrics:
      triggers.some(({ type }) => resourceTypes.has(type)) ||
      objects.some(({ inputs }) => inputs["kind"] === "HorizontalPodAutoscaler"),
  };
}

/** Triggers whose server is not on this machine. */
export function triggersWithoutServer(plan: Plan): UnservedTrigger[] {
  return needsOf(plan).unserved;
}

interface Trigger {
  scaledObject: string;
  type: string;
  metadata: JsonObject;
}

function triggersOf({ inputs, outputs, name }: PlanResource): Trigger[] {
  const metadata = asObject(outputs["metadata"] ?? inputs["metadata"]);
  const triggers = asObject(inputs["spec"])["triggers"];
  if (!Array.isArray(triggers)) return [];
  return triggers.map(asObject).map((trigger) => ({
    scaledObject: `${String(metadata["namespace"] ?? "default")}/${String(metadata["name"] ?? name)}`,
    type: String(trigger["type"]),
    metadata: asObject(trigger["metadata"]),
  }));
}

/** The server in the cluster that a trigger asks; `undefined` for one outside of it, or of a kind that does not run here. */
function endpointOf(type: string, metadata: JsonObject): Endpoint | undefined {
  if (type === "redis" || type === "redis-streams") {
    const { address, host, port } = metadata;
    const [name = "", number = "6379"] = String(address ?? `${String(host)}:${String(port)}`).split(":");
    // TLS asks for a certificate that is valid for the name.
    const plain = metadata["enableTLS"] !== "true" && metadata["enableTLS"] !== true;
    if (!plain || !isInCluster(name)) return undefined;
    const list = metadata["listName"];
    return { kind: "redis", host: name, port: Number(number), ...(typeof list === "string" && { list }) };
  }
  if (type !== "prometheus" || typeof metadata["serverAddress"] !== "string") return undefined;
  if (!URL.canParse(metadata["serverAddress"])) return undefined;
  const url = new URL(metadata["serverAddress"]);
  if (url.protocol !== "http:" || !isInCluster(url.hostname)) return undefined;
  const metric = /^sum\(([a-zA-Z_:][\w:]*)[{)]/.exec(String(metadata["query"]))?.[1];
  return {
    kind: "prometheus",
    host: url.hostname,
    port: Number(url.port || 80),
    ...(metric !== undefined && { metric }),
  };
}

/** Whether a name is one that the cluster's DNS alone knows. */
function isInCluster(host: string): boolean {
  return /^[a-z0-9-]+\.[a-z0-9-]+\.svc(\.cluster\.local)?$/.test(host);
}

/** What a trigger says about where its server is, under the names that KEDA's scalers use for it. */
function serverOf(metadata: JsonObject): string {
  const keys = ["address", "host", "serverAddress", "bootstrapServers", "namespace", "url"];
  return String(keys.map((key) => metadata[key]).find((value) => typeof value === "string") ?? "");
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
