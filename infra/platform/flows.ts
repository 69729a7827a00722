import { type PrivateService, queueManagementPort, servicePorts } from "../../components/azure";
import {
  aiServicePorts,
  certManagerPorts,
  envoyGatewayPorts,
  externalSecretsPorts,
  kedaPorts,
  redisPort,
  stackPorts,
  vllmPort,
} from "../../components/kubernetes";
import type { Settings } from "../../stacks";
import { wayTo } from "../service-ways";
import { metricsFlows } from "./metrics-flows";
import { aksPorts, merged, type NamedFlow, webPorts } from "./named-flow";
import type { PeerName } from "./peers";

/** Every connection that the platform needs, and no other one. Ports are those of the pods. */
export const flows = (settings: Settings): NamedFlow[] =>
  merged([
    ...names(settings),
    ...apiServer(settings),
    ...answers(settings),
    ...tasks(settings),
    ...scaling(settings),
    ...metricsFlows(settings),
    ...secrets(settings),
    ...edge(settings),
  ]);

/** Who asks a service of Azure's: at its private endpoint or on the internet, wherever it is. */
const azure = (
  settings: Settings,
  from: PeerName,
  service: PrivateService,
  why: string,
  port: number = servicePorts[service],
): NamedFlow => ({
  from,
  to: wayTo(settings, service) === "private" ? "private-endpoints" : "internet",
  ports: [port],
  why,
});

/** Entra ID, where an identity gets its tokens, has no private endpoint: it is always asked on the internet. */
const token = (from: PeerName): NamedFlow => ({
  from,
  to: "internet",
  ports: [webPorts.https],
  why: "tokens of Entra ID",
});

/** The same for several peers. */
const each = (from: PeerName[], flow: Omit<NamedFlow, "from">): NamedFlow[] =>
  from.map((name) => ({ from: name, ...flow }));

/** Whoever calls somebody by a name. */
const names = (settings: Settings): NamedFlow[] =>
  each(
    ["ai-service", "agent-worker", "vllm", ...services(settings), ...(settings.edge.enabled ? ["envoy" as const] : [])],
    {
      to: "dns",
      ports: [
        { port: aksPorts.dns, protocol: "UDP" },
        { port: aksPorts.dns, protocol: "TCP" },
      ],
      why: "names",
    },
  );

/** The services of the platform that ask somebody for something. */
const services = ({ edge: { enabled } }: Settings): PeerName[] => [
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
  ...(enabled ? edgeControllers : []),
];

const edgeControllers: PeerName[] = [
  "envoy-gateway",
  "envoy-gateway-certificates",
  "cert-manager",
  "cert-manager-webhook",
  "cert-manager-injector",
  "cert-manager-check",
];

/** Services at the API server, of which Alertmanager alone needs nothing, and the webhooks by which objects are checked and metrics asked for. */
const apiServer = (settings: Settings): NamedFlow[] => [
  ...each(
    services(settings).filter((name) => name !== "alertmanager"),
    { to: "api-server", ports: [aksPorts.apiServer], why: "objects of Kubernetes" },
  ),
  webhook("keda-metrics-server", kedaPorts.externalMetrics, "external metrics of autoscalers"),
  webhook("keda-webhooks", kedaPorts.webhook, "ScaledObjects are checked"),
  webhook("prometheus-operator", stackPorts.operator, "rules are checked"),
  webhook("external-secrets-webhook", externalSecretsPorts.webhook, "stores and secrets are checked"),
  ...(settings.edge.enabled
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

/** Whoever asks for conversations, or for tasks where these are a list beside them. */
const sessions = (settings: Settings, from: PeerName, why: string): NamedFlow =>
  settings.sessionStore.kind === "plain"
    ? { from, to: "redis", ports: [redisPort], why }
    : azure(settings, from, "cache", why);

/** Who runs the app's image. */
const appProcesses: PeerName[] = ["ai-service", "agent-worker"];

/** What a question needs: sessions, the in-cluster model and the gateway; of the model, its weights. */
function answers(settings: Settings): NamedFlow[] {
  return [
    ...each(appProcesses, { to: "vllm", ports: [vllmPort], why: "answers of the in-cluster model" }),
    ...each(appProcesses, { to: "internet", ports: [webPorts.https], why: "the gateway's models" }),
    ...appProcesses.map((from) => sessions(settings, from, "conversations")),
    ...(settings.modelStore.enabled
      ? [azure(settings, "vllm", "models", "weights of the model store"), token("vllm")]
      : each(["vllm"], { to: "internet", ports: [webPorts.https], why: "weights of Hugging Face" })),
  ];
}

/** The queue of Service Bus, where there is one; the list of Redis stands with the conversations. */
const tasks = (settings: Settings): NamedFlow[] =>
  settings.taskQueue.enabled
    ? appProcesses.flatMap((from) => [azure(settings, from, "queue", "tasks, by AMQP"), token(from)])
    : [];

/** What KEDA scales on. */
function scaling(settings: Settings): NamedFlow[] {
  const operator: PeerName = "keda-operator";
  return [
    {
      from: "keda-metrics-server",
      to: operator,
      ports: [kedaPorts.metricsService],
      why: "metrics that autoscalers ask for",
    },
    { from: operator, to: "prometheus", ports: [stackPorts.prometheus], why: "metrics to scale on" },
    ...(settings.taskQueue.enabled
      ? [azure(settings, operator, "queue", "length of the task queue", queueManagementPort), token(operator)]
      : [sessions(settings, operator, "length of the task list")]),
  ];
}

/** From the vault to the pods. */
const secrets = (settings: Settings): NamedFlow[] => [
  azure(settings, "external-secrets", "vault", "secrets of the vault"),
  token("external-secrets"),
];

/** From the internet to the app. The API's gRPC port is for the cluster alone: the edge routes HTTP. */
const edge = ({ edge: { enabled, acmeEmail, login } }: Settings): NamedFlow[] =>
  enabled
    ? [
        { from: "internet", to: "envoy", ports: [envoyGatewayPorts.http, envoyGatewayPorts.https], why: "requests" },
        { from: "envoy", to: "ai-service", ports: [aiServicePorts.http], why: "requests" },
        ...(login.clientId === "" ? [] : [token("envoy")]),
        { from: "envoy", to: "envoy-gateway", ports: [envoyGatewayPorts.xds], why: "routes, and certificates" },
        ...(acmeEmail === "" ? [] : acme),
      ]
    : [];

/** An authority that asks for a proof at the host, which cert-manager first looks at itself. */
const acme: NamedFlow[] = [
  {
    from: "cert-manager",
    to: "internet",
    ports: [webPorts.https, webPorts.http],
    why: "the authority, and its question as it will find it",
  },
  {
    from: "cert-manager",
    to: "envoy",
    ports: [envoyGatewayPorts.http],
    why: "the same where the way leads back at once",
  },
  { from: "envoy", to: "acme-solver", ports: [certManagerPorts.acmeSolver], why: "answers for the authority" },
];
