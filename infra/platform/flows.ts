import {
  certManagerPorts,
  dcgmMetricsPort,
  envoyGatewayPorts,
  externalSecretsPorts,
  type Flow,
  kedaMetricsPort,
} from "../../components/kubernetes";
import type { Settings } from "../../stacks";
import type { PeerName } from "./peers";

interface NamedFlow extends Flow {
  from: PeerName;
  to: PeerName;
}

/** Every connection that the platform needs, and no other one. Ports are those of the pods. */
export const flows = (settings: Settings): NamedFlow[] => [
  ...names(settings),
  ...apiServer(settings),
  ...answers(settings),
  ...tasks(settings),
  ...scaling(settings),
  ...metrics,
  ...secrets(settings),
  ...edge(settings),
];

/** Where a service of Azure's is: in the network where it has a private endpoint, else on the internet. */
const azure = ({ network }: Settings, service: Settings["network"]["privateEndpoints"][number]): PeerName =>
  network.privateEndpoints.includes(service) ? "private-endpoints" : "internet";

/** A flow that only some settings have. */
const when = (condition: boolean, flow: NamedFlow): NamedFlow[] => (condition ? [flow] : []);

/** The same for several peers. */
const each = (from: PeerName[], flow: Omit<NamedFlow, "from">): NamedFlow[] =>
  from.map((name) => ({ from: name, ...flow }));

/** Whoever calls somebody by a name. */
const names = ({ edge: { enabled } }: Settings): NamedFlow[] =>
  each(
    [
      "ai-service",
      "agent-worker",
      "vllm",
      "keda-operator",
      "keda-metrics-server",
      "keda-webhooks",
      "prometheus",
      "alertmanager",
      "grafana",
      "kube-state-metrics",
      "prometheus-operator",
      "prometheus-admission",
      "prometheus-definitions",
      "external-secrets",
      "external-secrets-webhook",
      "external-secrets-certificates",
      ...(enabled ? [...edgeControllers, "envoy" as const] : []),
    ],
    {
      to: "dns",
      ports: [
        { port: 53, protocol: "UDP" },
        { port: 53, protocol: "TCP" },
      ],
      why: "names",
    },
  );

const edgeControllers: PeerName[] = [
  "envoy-gateway",
  "envoy-gateway-certificates",
  "cert-manager",
  "cert-manager-webhook",
  "cert-manager-injector",
  "cert-manager-check",
];

/** Whoever works by Kubernetes' objects, and the webhooks by which objects are checked and metrics asked for. */
const apiServer = ({ edge: { enabled } }: Settings): NamedFlow[] => [
  ...each(
    [
      "keda-operator",
      "keda-metrics-server",
      "keda-webhooks",
      "prometheus",
      "grafana",
      "kube-state-metrics",
      "prometheus-operator",
      "prometheus-admission",
      "prometheus-definitions",
      "external-secrets",
      "external-secrets-webhook",
      "external-secrets-certificates",
      ...(enabled ? edgeControllers : []),
    ],
    { to: "api-server", ports: [443], why: "objects of Kubernetes" },
  ),
  webhook("keda-metrics-server", 6443, "external metrics of autoscalers"),
  webhook("keda-webhooks", 9443, "ScaledObjects are checked"),
  webhook("prometheus-operator", 10_250, "rules are checked"),
  webhook("external-secrets-webhook", externalSecretsPorts.webhook, "stores and secrets are checked"),
  ...(enabled
    ? [
        webhook("cert-manager-webhook", certManagerPorts.webhook, "certificates and issuers are checked"),
        webhook("envoy-gateway", envoyGatewayPorts.webhook, "proxies are told their zone"),
      ]
    : []),
];

const webhook = (to: PeerName, port: number, why: string): NamedFlow => ({
  from: "api-server-tunnel",
  to,
  ports: [port],
  why,
});

/** Where conversations are kept, and without a task queue of Azure's the tasks too. */
const sessions = (settings: Settings): Pick<NamedFlow, "to" | "ports"> =>
  settings.sessionStore.kind === "plain"
    ? { to: "redis", ports: [6379] }
    : { to: azure(settings, "cache"), ports: [10_000] };

/** What a question needs: sessions, the in-cluster model, the gateway and a token of Entra ID. */
function answers(settings: Settings): NamedFlow[] {
  const both: PeerName[] = ["ai-service", "agent-worker"];
  return [
    ...each(both, { to: "vllm", ports: [8000], why: "answers of the in-cluster model" }),
    ...each(both, { to: "internet", ports: [443], why: "the gateway's models, tokens of Entra ID" }),
    ...each(both, { ...sessions(settings), why: "conversations" }),
    { from: "vllm", to: "internet", ports: [443], why: "tokens of Entra ID, weights of Hugging Face" },
    ...when(settings.modelStore.enabled && azure(settings, "models") === "private-endpoints", {
      from: "vllm",
      to: "private-endpoints",
      ports: [443],
      why: "weights of the model store",
    }),
  ];
}

/** The queue of Service Bus, where there is one; the list of Redis stands with the conversations. */
const tasks = (settings: Settings): NamedFlow[] =>
  settings.taskQueue.enabled
    ? each(["ai-service", "agent-worker"], { to: azure(settings, "queue"), ports: [5671], why: "tasks, by AMQP" })
    : [];

/** What KEDA scales on. */
function scaling(settings: Settings): NamedFlow[] {
  const list: NamedFlow = { ...sessions(settings), from: "keda-operator", why: "length of the task list" };
  const queue: NamedFlow = {
    from: "keda-operator",
    to: "internet",
    ports: [443],
    why: "length of the task queue, tokens of Entra ID",
  };
  return [
    { from: "keda-metrics-server", to: "keda-operator", ports: [9666], why: "metrics that autoscalers ask for" },
    { from: "keda-operator", to: "prometheus", ports: [9090], why: "metrics to scale on" },
    settings.taskQueue.enabled ? queue : list,
  ];
}

const scraped = (to: PeerName, ...ports: number[]): NamedFlow => ({ from: "prometheus", to, ports, why: "metrics" });

/** Who is scraped, and who asks for what was. */
const metrics: NamedFlow[] = [
  scraped("ai-service", 8080),
  scraped("agent-worker", 9464),
  scraped("vllm", 8000),
  scraped("keda-operator", kedaMetricsPort),
  scraped("keda-metrics-server", kedaMetricsPort),
  scraped("dcgm-exporter", dcgmMetricsPort),
  scraped("kube-state-metrics", 8080),
  scraped("prometheus-operator", 10_250),
  { from: "prometheus", to: "alertmanager", ports: [9093, 8080], why: "alerts, and its metrics" },
  scraped("grafana", 3000),
  scraped("dns", 9153),
  scraped("nodes", 10_250, 9100),
  { from: "prometheus", to: "prometheus", ports: [9090, 8080], why: "its own metrics" },
  { from: "grafana", to: "prometheus", ports: [9090], why: "dashboards" },
  { from: "grafana", to: "alertmanager", ports: [9093], why: "alerts on dashboards" },
  {
    from: "alertmanager",
    to: "alertmanager",
    ports: [9094, { port: 9094, protocol: "UDP" }],
    why: "one alert is told once",
  },
  { from: "alertmanager", to: "internet", ports: [443], why: "whoever is told of alerts" },
];

/** From the vault to the pods. */
const secrets = (settings: Settings): NamedFlow[] => [
  { from: "external-secrets", to: "internet", ports: [443], why: "tokens of Entra ID, the vault where it is public" },
  ...when(azure(settings, "vault") === "private-endpoints", {
    from: "external-secrets",
    to: "private-endpoints",
    ports: [443],
    why: "secrets of the vault",
  }),
];

/** From the internet to the app. The API's gRPC port is for the cluster alone: the edge routes HTTP. */
const edge = ({ edge: { enabled, acmeEmail } }: Settings): NamedFlow[] =>
  enabled
    ? [
        { from: "internet", to: "envoy", ports: [envoyGatewayPorts.http, envoyGatewayPorts.https], why: "requests" },
        { from: "envoy", to: "ai-service", ports: [8080], why: "requests" },
        { from: "envoy", to: "envoy-gateway", ports: [envoyGatewayPorts.xds], why: "routes, and certificates" },
        ...(acmeEmail === "" ? [] : acme),
      ]
    : [];

/** An authority that asks for a proof at the host, which cert-manager first looks at itself. */
const acme: NamedFlow[] = [
  { from: "cert-manager", to: "internet", ports: [443, 80], why: "the authority, and its question as it will find it" },
  {
    from: "cert-manager",
    to: "envoy",
    ports: [envoyGatewayPorts.http],
    why: "the same where the way leads back at once",
  },
  { from: "envoy", to: "acme-solver", ports: [certManagerPorts.acmeSolver], why: "answers for the authority" },
];
