import { autoscalersOf, type Plan, poolsOf, resourcesOf } from "@breakwater/plan-views";

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

/**
 * Reads off a Plan what has to run beside the control plane for its autoscalers to work.
 *
 * @throws PlanValueError for a trigger that KEDA would refuse
 */
export function needsOf(plan: Plan): Needs {
  const resources = resourcesOf(plan);
  const scalers = autoscalersOf(resources);
  const triggers = scalers
    .filter(({ kind }) => kind === "ScaledObject")
    .flatMap((scaler) => scaler.triggers.map(({ type, metadata }) => ({ scaledObject: scaler.id, type, metadata })));
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
    queries: triggers.flatMap(({ metadata: { query } }) => (query === undefined ? [] : [query])),
    autoscaledPools: poolsOf(resources).some(({ autoscaled }) => autoscaled),
    resourceMetrics:
      triggers.some(({ type }) => resourceTypes.has(type)) ||
      scalers.some(({ kind }) => kind === "HorizontalPodAutoscaler"),
  };
}

/** Triggers whose server is not on this machine. */
export function triggersWithoutServer(plan: Plan): UnservedTrigger[] {
  return needsOf(plan).unserved;
}

/** What KEDA is told about a trigger. */
type Metadata = Readonly<Record<string, string | undefined>>;

/** The server in the cluster that a trigger asks; `undefined` for one outside of it, or of a kind that does not run here. */
function endpointOf(type: string, metadata: Metadata): Endpoint | undefined {
  if (type === "redis" || type === "redis-streams") {
    const { address, host, port, enableTLS, listName: list } = metadata;
    const [name = "", number = "6379"] = (address ?? `${host}:${port}`).split(":");
    // TLS asks for a certificate that is valid for the name.
    if (enableTLS === "true" || !isInCluster(name)) return undefined;
    return { kind: "redis", host: name, port: Number(number), ...(list !== undefined && { list }) };
  }
  const { serverAddress, query = "" } = metadata;
  if (type !== "prometheus" || serverAddress === undefined || !URL.canParse(serverAddress)) return undefined;
  const url = new URL(serverAddress);
  if (url.protocol !== "http:" || !isInCluster(url.hostname)) return undefined;
  const metric = /^sum\(([a-zA-Z_:][\w:]*)[{)]/.exec(query)?.[1];
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
function serverOf(metadata: Metadata): string {
  const keys = ["address", "host", "serverAddress", "bootstrapServers", "namespace", "url"];
  return keys.map((key) => metadata[key]).find((value) => value !== undefined) ?? "";
}
