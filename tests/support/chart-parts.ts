/** A part of a chart: pods that run for as long as the release is there, or until a Job is done. */
export interface ChartPart {
  /** Name of the part, as `infra/platform/peers.ts` and the alerts have it. */
  name: string;
  namespace: string;
  /** Labels of its pods, as the chart's templates write them. */
  labels: Record<string, string>;
  /** Job by which the chart's own monitors scrape it, where they do. */
  job?: string;
  /** What tells of it in the place of an alert of its own, or why nothing needs to. */
  instead?: string;
}

const named = (name: string) => ({ "app.kubernetes.io/name": name });
const job = "a Job: the release is atomic, so that one that fails ends `pulumi up`";

/**
 * What each release of the program brings, by the name of its chart: read from the charts' templates at the pinned versions. A chart that is
 * pinned anew, or another one, must be looked at again.
 */
export const chartParts: Record<string, ChartPart[]> = {
  keda: [
    {
      name: "keda-operator",
      namespace: "keda",
      labels: { app: "keda-operator", name: "keda-operator" },
      instead: "KedaDown",
    },
    { name: "keda-metrics-server", namespace: "keda", labels: { app: "keda-operator-metrics-apiserver" } },
    { name: "keda-webhooks", namespace: "keda", labels: { app: "keda-admission-webhooks" } },
  ],
  "kube-prometheus-stack": [
    {
      name: "prometheus",
      namespace: "monitoring",
      labels: named("prometheus"),
      job: "kube-prometheus-stack-prometheus",
      instead: "outside: the log alert `monitoring-away` in Azure",
    },
    {
      name: "alertmanager",
      namespace: "monitoring",
      labels: named("alertmanager"),
      job: "kube-prometheus-stack-alertmanager",
      instead: "outside: the log alert `monitoring-away` in Azure",
    },
    { name: "grafana", namespace: "monitoring", labels: named("grafana"), job: "kube-prometheus-stack-grafana" },
    {
      name: "kube-state-metrics",
      namespace: "monitoring",
      labels: named("kube-state-metrics"),
      job: "kube-state-metrics",
    },
    {
      name: "prometheus-operator",
      namespace: "monitoring",
      labels: { app: "kube-prometheus-stack-operator" },
      job: "kube-prometheus-stack-operator",
    },
    { name: "node-exporter", namespace: "monitoring", labels: named("prometheus-node-exporter"), job: "node-exporter" },
    {
      name: "prometheus-admission",
      namespace: "monitoring",
      labels: { "app.kubernetes.io/component": "prometheus-operator-webhook" },
      instead: job,
    },
    {
      name: "prometheus-definitions",
      namespace: "monitoring",
      labels: { "app.kubernetes.io/component": "crds-upgrade" },
      instead: job,
    },
  ],
  "external-secrets": [
    { name: "external-secrets", namespace: "external-secrets", labels: named("external-secrets") },
    { name: "external-secrets-webhook", namespace: "external-secrets", labels: named("external-secrets-webhook") },
    {
      name: "external-secrets-certificates",
      namespace: "external-secrets",
      labels: named("external-secrets-cert-controller"),
    },
  ],
  "oci://docker.io/envoyproxy/gateway-helm": [
    { name: "envoy-gateway", namespace: "edge", labels: { "control-plane": "envoy-gateway" } },
    { name: "envoy-gateway-certificates", namespace: "edge", labels: { app: "certgen" }, instead: job },
    // The controller makes these, one Deployment for a Gateway.
    { name: "envoy", namespace: "edge", labels: { ...named("envoy"), "app.kubernetes.io/component": "proxy" } },
  ],
  "cert-manager": [
    { name: "cert-manager", namespace: "edge", labels: named("cert-manager") },
    {
      name: "cert-manager-webhook",
      namespace: "edge",
      labels: { ...named("webhook"), "app.kubernetes.io/instance": "cert-manager" },
    },
    { name: "cert-manager-injector", namespace: "edge", labels: named("cainjector") },
    { name: "cert-manager-check", namespace: "edge", labels: named("startupapicheck"), instead: job },
    {
      name: "acme-solver",
      namespace: "edge",
      labels: { "acme.cert-manager.io/http01-solver": "true" },
      instead: "CertificateNotReady, CertificateNotRenewed: it lives for one challenge",
    },
  ],
  "nvidia-device-plugin": [
    // It has no metrics; kube-state-metrics tells of its pods.
    { name: "nvidia-device-plugin", namespace: "gpu-services", labels: named("nvidia-device-plugin") },
  ],
  "dcgm-exporter": [{ name: "dcgm-exporter", namespace: "gpu-services", labels: named("dcgm-exporter") }],
};
