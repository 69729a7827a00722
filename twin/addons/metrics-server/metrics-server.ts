import * as path from "node:path";
import { ApiServer, loopback, pinnedVersion } from "../../controlplane";
import type { Cluster, ProgramSet } from "../../controlplane";
import { isServed, registerApi } from "../aggregated-api";
import type { AggregatedApi } from "../aggregated-api";
import { clusterIdentity } from "../cluster-identity";
import type { Daemon } from "../daemons/daemon";
import type { Addresses } from "../names/addresses";
import { usageObjects } from "./usage";

/** metrics-server's module. */
const metricsServerModule = "sigs.k8s.io/metrics-server";

/** metrics-server, from which autoscalers have CPU and memory. */
export const metricsServerName: ProgramSet = {
  title: "metrics-server",
  cacheName: "metrics-server",
  folder: __dirname,
  binaries: [
    {
      name: "metrics-server",
      package: `${metricsServerModule}/cmd/metrics-server`,
      seconds: 120,
      // Dockerfile in metrics-server v0.9.0.
      official: (goMod) => {
        const version = pinnedVersion(goMod, metricsServerModule);
        return {
          image: { registry: "registry.k8s.io", repository: "metrics-server/metrics-server", tag: version },
          path: "/metrics-server",
          args: ["--version"],
          says: version,
        };
      },
    },
  ],
  // As its own Makefile does it, or it would call itself v0.0.0-master.
  stamps: (goMod) => [`k8s.io/client-go/pkg/version.gitVersion=${pinnedVersion(goMod, metricsServerModule)}`],
};

/** Seconds between two looks at the kubelets: the least that it takes, and it must be longer than the wait for one. */
const resolution = 10;
const patience = 5;

/** The API of CPU and memory, as metrics-server serves it. */
export function resourceMetricsApi({ ports }: Addresses): AggregatedApi {
  return {
    group: "metrics.k8s.io",
    version: "v1beta1",
    service: { name: "metrics-server", namespace: "kube-system" },
    port: ports.metricsServer,
  };
}

/** metrics-server beside the control plane. KWOK plays the kubelets that it asks, at the port that each node's status names. */
export function metricsServer(cluster: Cluster, addresses: Addresses, programs: string): Daemon {
  const pki = (name: string) => path.join(cluster.folder, "pki", name);
  return {
    name: "metrics-server",
    program: path.join(programs, "metrics-server"),
    configuration: clusterIdentity(cluster),
    args: [
      "--kubelet-preferred-address-types=Hostname",
      "--kubelet-use-node-status-port",
      "--kubelet-insecure-tls",
      `--metric-resolution=${resolution}s`,
      `--kubelet-request-timeout=${patience}s`,
      ...["", "authentication-", "authorization-"].map((use) => `--${use}kubeconfig=${cluster.kubeconfig}`),
      "--authentication-skip-lookup",
      `--client-ca-file=${pki("ca.crt")}`,
      `--tls-cert-file=${pki("admin.crt")}`,
      `--tls-private-key-file=${pki("admin.key")}`,
      `--bind-address=${loopback}`,
      `--secure-port=${addresses.ports.metricsServer}`,
    ],
    isReady: (signal) => isServed(cluster, resourceMetricsApi(addresses), signal),
  };
}

/** What lets KWOK say what pods use, and leads the API server to metrics-server. */
export async function registerResourceMetrics(api: ApiServer, addresses: Addresses): Promise<void> {
  for (const object of usageObjects()) await api.apply(object);
  await registerApi(api, resourceMetricsApi(addresses));
}
