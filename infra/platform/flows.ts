import { servicePorts } from "../../components/azure";
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
import { metricsFlows } from "./metrics-flows";
import { aksPorts, type NamedFlow, webPorts } from "./named-flow";
import type { PeerName } from "./peers";

/** Every connection that the platform needs, and no other one. Ports are those of the pods. */
export const flows = (settings: Settings): NamedFlow[] => [
  ...names(settings),
  ...apiServer(settings),
  ...answers(settings),
  ...tasks(settings),
  ...scaling(settings),
  ...metricsFlows,
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

/** Where conversations are kept, and without a task queue of Azure's the tasks too. */
const sessions = (settings: Settings): Pick<NamedFlow, "to" | "ports"> =>
  settings.sessionStore.kind === "plain"
    ? { to: "redis", ports: [redisPort] }
    : { to: azure(settings, "cache"), ports: [servicePorts.cache] };

/** What a question needs: sessions, the in-cluster model, the gateway and a token of Entra ID. */
function answers(settings: Settings): NamedFlow[] {
  const both: PeerName[] = ["ai-service", "agent-worker"];
  return [
    ...each(both, { to: "vllm", ports: [vllmPort], why: "answers of the in-cluster model" }),
    ...each(both, { to: "internet", ports: [webPorts.https], why: "the gateway's models, tokens of Entra ID" }),
    ...each(both, { ...sessions(settings), why: "conversations" }),
    { from: "vllm", to: "internet", ports: [webPorts.https], why: "tokens of Entra ID, weights of Hugging Face" },
    ...when(settings.modelStore.enabled && azure(settings, "models") === "private-endpoints", {
      from: "vllm",
      to: "private-endpoints",
      ports: [servicePorts.models],
      why: "weights of the model store",
    }),
  ];
}

/** The queue of Service Bus, where there is one; the list of Redis stands with the conversations. */
const tasks = (settings: Settings): NamedFlow[] =>
  settings.taskQueue.enabled
    ? each(["ai-service", "agent-worker"], {
        to: azure(settings, "queue"),
        ports: [servicePorts.queue],
        why: "tasks, by AMQP",
      })
    : [];

/** What KEDA scales on. */
function scaling(settings: Settings): NamedFlow[] {
  const list: NamedFlow = { ...sessions(settings), from: "keda-operator", why: "length of the task list" };
  const queue: NamedFlow = {
    from: "keda-operator",
    to: "internet",
    ports: [webPorts.https],
    why: "length of the task queue, tokens of Entra ID",
  };
  return [
    {
      from: "keda-metrics-server",
      to: "keda-operator",
      ports: [kedaPorts.metricsService],
      why: "metrics that autoscalers ask for",
    },
    { from: "keda-operator", to: "prometheus", ports: [stackPorts.prometheus], why: "metrics to scale on" },
    settings.taskQueue.enabled ? queue : list,
  ];
}

/** From the vault to the pods. */
const secrets = (settings: Settings): NamedFlow[] => [
  {
    from: "external-secrets",
    to: "internet",
    ports: [webPorts.https],
    why: "tokens of Entra ID, the vault where it is public",
  },
  ...when(azure(settings, "vault") === "private-endpoints", {
    from: "external-secrets",
    to: "private-endpoints",
    ports: [servicePorts.vault],
    why: "secrets of the vault",
  }),
];

/** From the internet to the app. The API's gRPC port is for the cluster alone: the edge routes HTTP. */
const edge = ({ edge: { enabled, acmeEmail } }: Settings): NamedFlow[] =>
  enabled
    ? [
        { from: "internet", to: "envoy", ports: [envoyGatewayPorts.http, envoyGatewayPorts.https], why: "requests" },
        { from: "envoy", to: "ai-service", ports: [aiServicePorts.http], why: "requests" },
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
