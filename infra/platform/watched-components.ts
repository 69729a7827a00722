import { seenByScrapes, type WatchedComponent, type WatchedWorkload } from "../../components/kubernetes";
import type { Settings } from "../../stacks";
import { namespaceNames } from "./namespaces";

/**
 * Parts of the platform of which somebody must hear when they are away. KEDA's operator and vLLM have alerts of their own (KedaDown, VllmAway).
 * Who tells of Prometheus and of Alertmanager is outside of the cluster: `components/azure/cluster-alert-rules.ts`.
 */
export function watchedComponents(settings: Settings): WatchedComponent[] {
  const names = namespaceNames(settings);
  return [
    ...ofTheApp(settings, names.app, names.monitoring),
    ...ofAutoscaling(names.keda, names.monitoring),
    ...ofSecrets(names.externalSecrets, names.monitoring),
    ...(settings.edge.enabled ? ofTheEdge(names.edge, names.monitoring) : []),
    ...ofGpus(names.gpuServices, names.monitoring),
    ...ofTheStack(names.monitoring),
  ];
}

const look = (namespace: string, pods: string) =>
  `kubectl -n ${namespace} get pods; kubectl -n ${namespace} describe ${pods}.`;

function ofTheApp(settings: Settings, namespace: string, monitors: string): WatchedComponent[] {
  const deployment = (name: string): WatchedWorkload => ({ kind: "Deployment", namespace, name });
  return [
    {
      name: "ai-service",
      seenBy: seenByScrapes(monitors, "ai-service"),
      severity: "critical",
      minutes: 2,
      consequence: "Nobody is answered.",
      action: look(namespace, "deployment ai-service"),
    },
    {
      name: "agent-worker",
      seenBy: seenByScrapes(monitors, "agent-worker"),
      pods: deployment("agent-worker"),
      severity: "critical",
      consequence: "No task is worked at; those that wait are kept.",
      action: look(namespace, "deployment agent-worker"),
    },
    ...(settings.sessionStore.kind === "plain"
      ? [
          {
            name: "redis",
            seenBy: { workload: deployment("redis") },
            severity: "critical",
            consequence: "Conversations can be neither read nor written, and no task is taken on.",
            action: look(namespace, "deployment redis"),
          } as const,
        ]
      : []),
  ];
}

const ofAutoscaling = (namespace: string, monitors: string): WatchedComponent[] => [
  {
    name: "keda-metrics-server",
    seenBy: seenByScrapes(monitors, "keda-metrics-server"),
    severity: "critical",
    consequence: "Autoscalers get no metric but CPU and memory, and leave fleets as they are.",
    action: look(namespace, "deployment keda-operator-metrics-apiserver"),
  },
  {
    name: "keda-webhooks",
    seenBy: seenByScrapes(monitors, "keda-webhooks"),
    severity: "warning",
    minutes: 15,
    consequence: "ScaledObjects are taken unchecked, such as two of one Deployment.",
    action: look(namespace, "deployment keda-admission-webhooks"),
  },
];

const ofSecrets = (namespace: string, monitors: string): WatchedComponent[] => [
  {
    name: "external-secrets",
    seenBy: seenByScrapes(monitors, "external-secrets"),
    severity: "critical",
    minutes: 15,
    consequence: "Secrets stay as they are: a key that the vault rotates does not arrive.",
    action: look(namespace, "deployment external-secrets"),
  },
  {
    name: "external-secrets-webhook",
    seenBy: seenByScrapes(monitors, "external-secrets-webhook"),
    severity: "warning",
    minutes: 15,
    consequence: "Every change of a secret store or an ExternalSecret is refused, and with it `pulumi up`.",
    action: look(namespace, "deployment external-secrets-webhook"),
  },
  {
    name: "external-secrets-certificates",
    seenBy: seenByScrapes(monitors, "external-secrets-certificates"),
    severity: "warning",
    minutes: 60,
    consequence: "The webhook's certificate is not renewed; once it has expired, the webhook refuses all.",
    action: look(namespace, "deployment external-secrets-cert-controller"),
  },
];

const ofTheEdge = (namespace: string, monitors: string): WatchedComponent[] => [
  {
    name: "envoy",
    seenBy: seenByScrapes(monitors, "envoy"),
    severity: "critical",
    minutes: 2,
    consequence: "Nothing comes in from the internet.",
    action: look(namespace, "pods -l app.kubernetes.io/component=proxy"),
  },
  {
    name: "envoy-gateway",
    seenBy: seenByScrapes(monitors, "envoy-gateway"),
    severity: "critical",
    minutes: 10,
    consequence: "Proxies go on with the pods, routes and certificates that they know; a new proxy gets none.",
    action: look(namespace, "deployment envoy-gateway"),
  },
  {
    name: "cert-manager",
    seenBy: seenByScrapes(monitors, "cert-manager"),
    severity: "critical",
    minutes: 60,
    consequence:
      "No certificate is renewed, and no alert on one fires. A third of their life is left when renewal is due.",
    action: look(namespace, "deployment cert-manager"),
  },
  {
    name: "cert-manager-webhook",
    seenBy: seenByScrapes(monitors, "cert-manager-webhook"),
    severity: "warning",
    minutes: 15,
    consequence: "Every change of a certificate or an issuer is refused, renewals too.",
    action: look(namespace, "deployment cert-manager-webhook"),
  },
  {
    name: "cert-manager-injector",
    seenBy: seenByScrapes(monitors, "cert-manager-injector"),
    severity: "warning",
    minutes: 60,
    consequence: "The API server does not learn the webhook's next certificate and then refuses what it checks.",
    action: look(namespace, "deployment cert-manager-cainjector"),
  },
];

/** Both have a pod on each GPU node, and none where there is no node. A node's own start takes them some minutes. */
function ofGpus(namespace: string, monitors: string): WatchedComponent[] {
  const plugin: WatchedWorkload = { kind: "DaemonSet", namespace, name: "nvidia-device-plugin" };
  return [
    {
      name: plugin.name,
      seenBy: { workload: plugin },
      pods: plugin,
      severity: "critical",
      minutes: 15,
      consequence: "GPU nodes are paid for and no pod gets a GPU: requests overflow to the gateway.",
      action: look(namespace, `daemonset ${plugin.name}`),
    },
    {
      name: "dcgm-exporter",
      seenBy: seenByScrapes(monitors, "dcgm-exporter"),
      pods: { kind: "DaemonSet", namespace, name: "dcgm-exporter" },
      severity: "warning",
      minutes: 15,
      consequence: "Nobody sees whether GPUs work, are hot or fail, and GpuIdles cannot fire.",
      action: look(namespace, "daemonset dcgm-exporter"),
    },
  ];
}

/**
 * Jobs as the chart's ServiceMonitors name them: the label `jobLabel` of their Services, or the Service's name (kube-prometheus-stack
 * 88.5.3). CoreDNS is AKS'.
 */
const ofTheStack = (namespace: string): WatchedComponent[] => [
  {
    name: "kube-state-metrics",
    seenBy: { job: "kube-state-metrics" },
    severity: "critical",
    consequence: "Alerts on pods, Deployments, autoscalers and ScaledObjects cannot fire.",
    action: look(namespace, "deployment kube-prometheus-stack-kube-state-metrics"),
  },
  {
    name: "node-exporter",
    seenBy: { job: "node-exporter" },
    severity: "warning",
    minutes: 15,
    consequence: "Alerts on disks, memory and clocks of nodes cannot fire.",
    action: look(namespace, "daemonset kube-prometheus-stack-prometheus-node-exporter"),
  },
  {
    name: "prometheus-operator",
    seenBy: { job: "kube-prometheus-stack-operator" },
    severity: "warning",
    minutes: 15,
    consequence: "Rules, monitors and the settings of Prometheus stay as they are.",
    action: look(namespace, "deployment kube-prometheus-stack-operator"),
  },
  {
    name: "grafana",
    seenBy: { job: "kube-prometheus-stack-grafana" },
    severity: "warning",
    minutes: 15,
    consequence: "Nobody sees a dashboard; alerts still arrive.",
    action: look(namespace, "deployment kube-prometheus-stack-grafana"),
  },
  {
    name: "coredns",
    seenBy: { job: "coredns" },
    severity: "critical",
    consequence: "No pod finds another one, or a service of Azure's, by its name.",
    action: look("kube-system", "pods -l k8s-app=kube-dns"),
  },
];
