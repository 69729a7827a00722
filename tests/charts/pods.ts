import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ResourceRequirements } from "@breakwater/kubernetes-rules";
import type { JsonObject, Plan } from "@breakwater/plan-views";
import { releasesIn, type RenderedChart } from "./facts";

/** Pods that a chart brings, itself or by an operator of its own. */
export interface RenderedPod {
  /** `Deployment keda/keda-operator`. */
  title: string;
  kind: string;
  namespace: string;
  name: string;
  replicas: number;
  labels: Record<string, string>;
  priority: string | undefined;
  hostNetwork: boolean;
  containers: RenderedContainer[];
}

/** A container of them, the ones that run before the others included. */
export interface RenderedContainer {
  name: string;
  ports?: { name?: string; containerPort: number }[];
  resources?: ResourceRequirements;
  args?: string[];
}

/** The recorded charts of a Plan's releases. */
export const readRendered = (plan: Plan): RenderedChart[] =>
  releasesIn(plan).map(
    ({ name }) => JSON.parse(readFileSync(join(__dirname, "recorded", `${name}.json`), "utf8")) as RenderedChart,
  );

/** The pods of charts, with those that an operator makes of what a chart declares. */
export function readPods(charts: readonly RenderedChart[]): RenderedPod[] {
  const objects = charts.flatMap(({ objects: all }) => all);
  const pods = objects.flatMap((object) => podOf(object) ?? []);
  return [...pods, ...objects.flatMap((object) => operatedPodOf(object, pods) ?? [])];
}

interface Spec {
  replicas?: number;
  priorityClassName?: string;
  resources?: ResourceRequirements;
  template?: {
    metadata: { labels?: Record<string, string> };
    spec: {
      priorityClassName?: string;
      hostNetwork?: boolean;
      initContainers: RenderedContainer[];
      containers: RenderedContainer[];
    };
  };
}

const about = ({ kind, metadata }: JsonObject) => {
  const { name, namespace } = metadata as { name: string; namespace: string };
  return { title: `${String(kind)} ${namespace}/${name}`, kind: String(kind), name, namespace };
};

function podOf(object: JsonObject): RenderedPod | undefined {
  const { replicas = 1, template } = object.spec as Spec;
  if (template === undefined) return undefined;
  const { priorityClassName, hostNetwork = false, initContainers, containers } = template.spec;
  return {
    ...about(object),
    replicas,
    labels: template.metadata.labels ?? {},
    priority: priorityClassName,
    hostNetwork,
    containers: [...initContainers, ...containers],
  };
}

/**
 * The pods of a Prometheus or an Alertmanager, which the Prometheus operator makes: with its own container beside theirs, whose requests and limits
 * are arguments of the operator (prometheus-operator v0.93.1, `cmd/operator/main.go`, `pkg/operator/config_reloader.go`).
 */
function operatedPodOf(object: JsonObject, pods: readonly RenderedPod[]): RenderedPod | undefined {
  const kind = String(object.kind);
  const name = { Prometheus: "prometheus", Alertmanager: "alertmanager" }[kind];
  if (name === undefined) return undefined;
  const { replicas = 1, priorityClassName, resources = {} } = object.spec as Spec;
  const args = pods.flatMap(({ containers }) => containers.flatMap((container) => container.args ?? []));
  const reloader = (what: string) =>
    args.find((arg) => arg.startsWith(`--config-reloader-${what}=`))?.split("=")[1] ?? "0";
  const quantity = (text: string) => (text === "0" ? undefined : text);
  return {
    ...about(object),
    replicas,
    labels: {
      "app.kubernetes.io/name": name,
      [name]: about(object).name,
      "operator.prometheus.io/name": about(object).name,
    },
    priority: priorityClassName,
    hostNetwork: false,
    containers: [
      { name, resources },
      {
        name: "config-reloader",
        resources: {
          requests: { cpu: quantity(reloader("cpu-request")), memory: quantity(reloader("memory-request")) },
          limits: { memory: quantity(reloader("memory-limit")) },
        } as ResourceRequirements,
      },
    ],
  };
}
