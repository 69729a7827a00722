import * as fs from "node:fs";
import * as path from "node:path";
import { loopback } from "../../controlplane";
import type { ApiServer, Cluster } from "../../controlplane";
import { isServed, registerApi } from "../aggregated-api";
import type { AggregatedApi } from "../aggregated-api";
import { clusterIdentity } from "../cluster-identity";
import type { AddonsFolder } from "../daemons/addons-folder";
import type { Daemon } from "../daemons/daemon";
import { answersOk } from "../daemons/probes";
import type { Addresses } from "../names/addresses";

/** Namespace of KEDA's own objects, as its chart has it. */
const kedaNamespace = "keda";

/** The API of external metrics, as KEDA's adapter serves it. */
export function externalMetricsApi({ ports }: Addresses): AggregatedApi {
  return {
    group: "external.metrics.k8s.io",
    version: "v1beta1",
    service: { name: "keda-operator-metrics-apiserver", namespace: kedaNamespace },
    port: ports.kedaExternalMetrics,
  };
}

export interface KedaOptions {
  cluster: Cluster;
  folder: AddonsFolder;
  addresses: Addresses;
  /** Folder of the built programs. */
  programs: string;
  /** Hosts file with the cluster's names; absent where a process cannot have its own. */
  hosts?: string;
}

/** KEDA's operator: it asks the servers of the triggers, so it is the one that needs the cluster's names. */
export function kedaOperator({ cluster, folder, addresses: { ports }, programs, hosts }: KedaOptions): Daemon {
  return {
    name: "keda-operator",
    program: path.join(programs, "keda-operator"),
    env: environment(cluster),
    configuration: clusterIdentity(cluster),
    ...(hosts !== undefined && { hosts }),
    args: [
      // The certificates are ours, and rotation would patch objects of the chart that are not there.
      "--enable-cert-rotation=false",
      `--cert-dir=${certificates(cluster, folder)}`,
      `--ca-dir=${path.join(folder.root, "no-further-authorities")}`,
      `--metrics-bind-address=${loopback}:${ports.kedaMetrics}`,
      `--health-probe-bind-address=${loopback}:${ports.kedaHealth}`,
      `--metrics-service-bind-address=${loopback}:${ports.kedaGrpc}`,
    ],
    isReady: (signal) => answersOk(`http://${loopback}:${ports.kedaHealth}/readyz`, signal),
  };
}

/** KEDA's adapter: the API server hands it each request for an external metric. */
export function kedaAdapter({ cluster, folder, addresses, programs }: KedaOptions): Daemon {
  const { ports } = addresses;
  const own = certificates(cluster, folder);
  return {
    name: "keda-adapter",
    program: path.join(programs, "keda-adapter"),
    env: environment(cluster),
    configuration: clusterIdentity(cluster),
    args: [
      `--cert-dir=${own}`,
      `--tls-cert-file=${path.join(own, "tls.crt")}`,
      `--tls-private-key-file=${path.join(own, "tls.key")}`,
      // The API server comes with a certificate of the cluster's CA, whose groups are all that is asked of a caller.
      `--client-ca-file=${path.join(own, "ca.crt")}`,
      "--authentication-skip-lookup",
      ...["authentication", "authorization", "lister"].map((use) => `--${use}-kubeconfig=${cluster.kubeconfig}`),
      `--bind-address=${loopback}`,
      `--secure-port=${ports.kedaExternalMetrics}`,
      // Its own metrics, which it serves on every address and cannot be told otherwise.
      `--port=${ports.kedaAdapterMetrics}`,
      `--metrics-service-address=${loopback}:${ports.kedaGrpc}`,
    ],
    isReady: (signal) => isServed(cluster, externalMetricsApi(addresses), signal),
  };
}

function environment({ kubeconfig }: Cluster): Record<string, string> {
  return {
    KUBECONFIG: kubeconfig,
    WATCH_NAMESPACE: "",
    POD_NAMESPACE: kedaNamespace,
    KEDA_CLUSTER_OBJECT_NAMESPACE: kedaNamespace,
  };
}

/** The cluster's own certificate under the names that KEDA looks for: it is valid for loopback, as a server and as a client. */
function certificates(cluster: Cluster, { root }: AddonsFolder): string {
  const [pki, own] = [path.join(cluster.folder, "pki"), path.join(root, "keda-certificates")];
  fs.mkdirSync(own, { recursive: true, mode: 0o700 });
  const files = { "ca.crt": "ca.crt", "admin.crt": "tls.crt", "admin.key": "tls.key" };
  for (const [from, to] of Object.entries(files)) {
    const [source, target] = [fs.readFileSync(path.join(pki, from)), path.join(own, to)];
    // KEDA watches the folder: a file that is the same is not written again.
    if (!fs.existsSync(target) || !fs.readFileSync(target).equals(source))
      fs.writeFileSync(target, source, { mode: 0o600 });
  }
  return own;
}

/** Leads the API server to the adapter, by the chart's own names. */
export async function registerMetricsApi(api: ApiServer, addresses: Addresses): Promise<void> {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: kedaNamespace } };
  // The program may have the namespace, with labels of its own.
  if (!(await api.get({ apiVersion: "v1", kind: "Namespace", name: kedaNamespace }))) await api.create(namespace);
  await registerApi(api, externalMetricsApi(addresses));
}
