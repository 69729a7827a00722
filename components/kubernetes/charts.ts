/** A third-party Helm chart at the one version that we have read the values of. */
export interface Chart {
  /** Name in its repository; the whole address where the chart lies in an OCI registry. */
  chart: string;
  /** Exact version. */
  version: string;
  /** Address of the Helm repository. None for an OCI registry. */
  repository?: string;
}

/** Every third-party chart that we release. `tests/chart-values.test.ts` holds the values that we set to the charts' own. */
export const charts = {
  keda: { chart: "keda", version: "2.20.2", repository: "https://kedacore.github.io/charts" },
  kubePrometheusStack: {
    chart: "kube-prometheus-stack",
    version: "88.5.3",
    repository: "https://prometheus-community.github.io/helm-charts",
  },
  externalSecrets: {
    chart: "external-secrets",
    version: "2.9.0",
    repository: "https://charts.external-secrets.io",
  },
  certManager: { chart: "cert-manager", version: "v1.21.2", repository: "https://charts.jetstack.io" },
  envoyGateway: { chart: "oci://docker.io/envoyproxy/gateway-helm", version: "v1.9.1" },
  nvidiaDevicePlugin: {
    chart: "nvidia-device-plugin",
    version: "0.20.0",
    repository: "https://nvidia.github.io/k8s-device-plugin",
  },
  dcgmExporter: {
    chart: "dcgm-exporter",
    version: "4.8.2",
    repository: "https://nvidia.github.io/dcgm-exporter/helm-charts",
  },
} as const satisfies Record<string, Chart>;
