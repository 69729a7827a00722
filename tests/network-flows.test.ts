import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "@breakwater/plan-views";
import { allows, type End, type PolicyObject } from "./support/network-evaluator";

/** Pods of charts, with the labels that the charts' templates give them; those of our own come from the Plan. */
const chartPods: Record<string, [namespace: string, labels: Record<string, string>]> = {
  "keda-operator": ["keda", { app: "keda-operator", name: "keda-operator" }],
  "keda-metrics-server": ["keda", { app: "keda-operator-metrics-apiserver" }],
  "keda-webhooks": ["keda", { app: "keda-admission-webhooks", name: "keda-admission-webhooks" }],
  prometheus: ["monitoring", { "app.kubernetes.io/name": "prometheus" }],
  alertmanager: ["monitoring", { "app.kubernetes.io/name": "alertmanager" }],
  grafana: ["monitoring", { "app.kubernetes.io/name": "grafana" }],
  "kube-state-metrics": ["monitoring", { "app.kubernetes.io/name": "kube-state-metrics" }],
  "prometheus-operator": [
    "monitoring",
    { app: "kube-prometheus-stack-operator", "app.kubernetes.io/component": "prometheus-operator" },
  ],
  "external-secrets": ["external-secrets", { "app.kubernetes.io/name": "external-secrets" }],
  "external-secrets-webhook": ["external-secrets", { "app.kubernetes.io/name": "external-secrets-webhook" }],
  "external-secrets-certificates": [
    "external-secrets",
    { "app.kubernetes.io/name": "external-secrets-cert-controller" },
  ],
  envoy: ["edge", { "app.kubernetes.io/name": "envoy", "app.kubernetes.io/component": "proxy" }],
  "envoy-gateway": ["edge", { "control-plane": "envoy-gateway", "app.kubernetes.io/name": "gateway-helm" }],
  "cert-manager": ["edge", { app: "cert-manager", "app.kubernetes.io/name": "cert-manager" }],
  "cert-manager-webhook": [
    "edge",
    { app: "webhook", "app.kubernetes.io/name": "webhook", "app.kubernetes.io/instance": "cert-manager" },
  ],
  "cert-manager-injector": ["edge", { app: "cainjector", "app.kubernetes.io/name": "cainjector" }],
  "device-plugin": ["gpu-services", { "app.kubernetes.io/name": "nvidia-device-plugin" }],
  "dcgm-exporter": ["gpu-services", { "app.kubernetes.io/name": "dcgm-exporter" }],
};

/** Somebody else's pods, and one of ours that nobody knows. */
const otherPods: typeof chartPods = {
  dns: ["kube-system", { "k8s-app": "kube-dns" }],
  tunnel: ["kube-system", { app: "konnectivity-agent" }],
  "somebody's": ["default", { app: "somebody" }],
};

const addresses = { internet: "203.0.113.7", metadata: "169.254.169.254" };

/** Of each end that a policy holds: to whom it may open a connection. Names stand for the flows of `names` below. */
const needed: Record<"dev" | "prod", string[]> = {
  dev: [
    "ai-service → redis 6379",
    "agent-worker → redis 6379",
    "keda-operator → redis 6379",
    // Everything of Azure is public.
    "keda-operator → internet 443",
  ],
  prod: [
    "ai-service → private-endpoint 10000",
    "agent-worker → private-endpoint 10000",
    "ai-service → internet 5671",
    "agent-worker → internet 5671",
    "vllm → private-endpoint 443",
    "external-secrets → private-endpoint 443",
    "keda-operator → internet 443",
    "internet → envoy 10080",
    "internet → envoy 10443",
    "envoy → ai-service 8080",
    "envoy → envoy-gateway 18000",
    "envoy → dns 53/UDP",
    "tunnel → cert-manager-webhook 10250",
    "tunnel → envoy-gateway 9443",
    "prometheus → envoy 19001",
    "prometheus → envoy-gateway 19001",
    ...["cert-manager", "cert-manager-webhook", "cert-manager-injector"].map((name) => `prometheus → ${name} 9402`),
    ...["envoy-gateway", "cert-manager", "cert-manager-webhook", "cert-manager-injector"].flatMap((name) => [
      `${name} → dns 53/UDP`,
      `${name} → internet 443`,
    ]),
  ],
};

/** The same in every stack. The API server has an address of the internet. */
const always = [
  ...["ai-service", "agent-worker"].flatMap((name) => [`${name} → vllm 8000`, `${name} → internet 443`]),
  "vllm → internet 443",
  "keda-operator → prometheus 9090",
  "keda-metrics-server → keda-operator 9666",
  "keda-metrics-server → internet 443",
  "keda-webhooks → internet 443",
  "grafana → prometheus 9090",
  "grafana → alertmanager 9093",
  "prometheus → alertmanager 9093",
  ...["prometheus", "grafana", "kube-state-metrics", "prometheus-operator", "alertmanager"].map(
    (name) => `${name} → internet 443`,
  ),
  "external-secrets → internet 443",
  "external-secrets-webhook → internet 443",
  "external-secrets-certificates → internet 443",
  // Scrapes.
  "prometheus → ai-service 9464",
  "prometheus → agent-worker 9464",
  "prometheus → vllm 8000",
  "prometheus → keda-operator 8080",
  "prometheus → keda-metrics-server 8080",
  "prometheus → keda-webhooks 8080",
  "prometheus → external-secrets 8080",
  "prometheus → external-secrets-webhook 8080",
  "prometheus → external-secrets-certificates 8080",
  "prometheus → dcgm-exporter 9400",
  "prometheus → kube-state-metrics 8080",
  "prometheus → prometheus-operator 10250",
  "prometheus → alertmanager 8080",
  "prometheus → grafana 3000",
  "prometheus → dns 9153",
  "prometheus → node 9100",
  "prometheus → node 10250",
  // Webhooks.
  "tunnel → keda-metrics-server 6443",
  "tunnel → keda-webhooks 9443",
  "tunnel → prometheus-operator 10250",
  "tunnel → external-secrets-webhook 10250",
  ...[
    ...["ai-service", "agent-worker", "vllm", "keda-operator", "keda-metrics-server", "keda-webhooks", "prometheus"],
    ...["alertmanager", "grafana", "kube-state-metrics", "prometheus-operator"],
    ...["external-secrets", "external-secrets-webhook", "external-secrets-certificates"],
  ].map((name) => `${name} → dns 53/UDP`),
];

/**
 * What comes with `node`: a policy has no word for nodes, so that what may reach a port of theirs may leave for that port of anybody. The
 * other end's own policy still keeps it out, and where there is none, as on the internet, it is these.
 */
const besidesNodes = ["dns", "tunnel", "somebody's", "internet", "metadata", "private-endpoint"].flatMap((to) =>
  [9100, 10_250].map((port) => `prometheus → ${to} ${port}`),
);

interface Monitor {
  spec: {
    namespaceSelector: { matchNames: string[] };
    selector: { matchLabels: Record<string, string> };
    podMetricsEndpoints: { portNumber: number }[];
  };
}

describe.each(["dev", "prod"] as const)("the connections of %s", (stack) => {
  const plan = JSON.parse(readFileSync(join(__dirname, `golden/${stack}.json`), "utf8")) as Plan;
  const ofType = (type: string) => plan.resources.filter((resource) => resource.type === `kubernetes:${type}`);
  const policies = ofType("networking.k8s.io/v1:NetworkPolicy").map(({ inputs }) => inputs as unknown as PolicyObject);
  const ends = endsOf(stack, ofType("apps/v1:Deployment"));
  const held = new Set(policies.map(({ metadata }) => metadata.namespace));

  test("are those that are needed, each with its policy, and no other one", () => {
    const names = Object.keys(ends);
    const ports = [...portsOf(policies), "22", "9090", "9990"];
    const allowed = names.flatMap((from) =>
      names
        .filter((to) => from !== to && [from, to].some((name) => isHeld(ends[name]!)))
        .flatMap((to) => ports.filter((port) => isAllowed(from, to, port)).map((port) => `${from} → ${to} ${port}`)),
    );
    const expected = [...always, ...needed[stack], ...besidesNodes].filter((flow) => {
      const [from = "", to = ""] = flow.split(/ → | /);
      return from in ends && to in ends;
    });
    expect(sorted(allowed)).toEqual(sorted(expected));
  });

  test("let Prometheus reach whatever a monitor of ours names", () => {
    const monitors = ofType("monitoring.coreos.com/v1:PodMonitor").map(({ inputs }) => inputs as unknown as Monitor);
    expect(monitors.length).toBeGreaterThan(0);
    const unreached = monitors.filter(({ spec }) => {
      const [namespace = ""] = spec.namespaceSelector.matchNames;
      const target: End = { pod: "target", namespace, labels: spec.selector.matchLabels };
      return !spec.podMetricsEndpoints.every(({ portNumber }) =>
        allows(policies, ends.prometheus!, target, portNumber),
      );
    });
    expect(unreached).toEqual([]);
  });

  test("are closed in every namespace that has pods of ours", () => {
    const denied = policies.filter(({ metadata }) => metadata.name === "default-deny");
    for (const { spec } of denied) expect(spec).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const namespaces = ofType("core/v1:Namespace").map(({ inputs }) => (inputs.metadata as { name: string }).name);
    expect(sorted(denied.map(({ metadata }) => metadata.namespace))).toEqual(sorted(namespaces));
  });

  test("find private services where they are from the first attempt on: who asks comes after the endpoints", () => {
    const records = ofAnyType(plan, "PrivateDnsZoneGroup").map(({ urn }) => urn);
    expect(records).toHaveLength(stack === "prod" ? 4 : 0);
    const asking = ["ai-service", "agent-worker", "vllm"].map((name) =>
      ofType("apps/v1:Deployment").find((resource) => resource.name === name)!,
    );
    const store = ofAnyType(plan, "ClusterSecretStore");
    expect(store).toHaveLength(1);
    for (const { name, dependencies } of [...asking, ...store])
      expect({ name, early: records.filter((urn) => !dependencies.includes(urn)) }).toEqual({ name, early: [] });
  });

  test("say what they are for", () => {
    const silent = ofType("networking.k8s.io/v1:NetworkPolicy").filter(({ inputs }) => {
      const { annotations } = inputs.metadata as { annotations?: Record<string, string> };
      return !annotations?.["kubernetes.io/description"];
    });
    expect(silent).toEqual([]);
  });

  const isHeld = (end: End) => "pod" in end && held.has(end.namespace);
  const isAllowed = (from: string, to: string, port: string) => {
    const [number = "", protocol = "TCP"] = port.split("/");
    return allows(policies, ends[from]!, ends[to]!, Number(number), protocol);
  };
});

const ofAnyType = ({ resources }: Plan, end: string) => resources.filter(({ type }) => type.endsWith(`:${end}`));

/** Every port that a policy names, TCP or with its protocol. The TCP half of DNS is as its other half. */
function portsOf(policies: PolicyObject[]): string[] {
  const rules = policies.flatMap(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])]);
  const ports = rules.flatMap((rule) => rule.ports ?? []);
  const written = ports.map(({ port, protocol }) => (protocol === "TCP" ? String(port) : `${port}/${protocol}`));
  return [...new Set(written)].filter((port) => port !== "53");
}

/** All ends that a connection of this stack can have. */
function endsOf(stack: "dev" | "prod", deployments: Plan["resources"]): Record<string, End> {
  const app = stack === "prod" ? "production" : "development";
  const own = deployments.map(({ inputs }) => {
    const { metadata, spec } = inputs as unknown as {
      metadata: { name: string; namespace: string };
      spec: { template: { metadata: { labels: Record<string, string> } } };
    };
    return [metadata.name, [metadata.namespace, spec.template.metadata.labels]] as const;
  });
  const pods = Object.entries({
    ...Object.fromEntries(own),
    ...(stack === "prod" ? chartPods : withoutEdge(chartPods)),
    ...otherPods,
    stray: [app, { app: "stray" }] as [string, Record<string, string>],
  });
  return {
    ...Object.fromEntries(pods.map(([pod, [namespace, labels]]) => [pod, { pod, namespace, labels }])),
    internet: { address: addresses.internet },
    metadata: { address: addresses.metadata },
    "private-endpoint": { address: stack === "prod" ? "10.20.16.5" : "10.10.16.5" },
    node: { node: "aks-cpu1-0" },
  };
}

function withoutEdge(pods: typeof chartPods): typeof chartPods {
  return Object.fromEntries(Object.entries(pods).filter(([, [namespace]]) => namespace !== "edge"));
}

function sorted(texts: string[]): string[] {
  return [...new Set(texts)].sort();
}
