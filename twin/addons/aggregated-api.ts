import { ApiServer } from "../controlplane";
import type { Cluster, KubernetesObject } from "../controlplane";

/** An API that the API server has from another server: group and version, and the Service that leads there. */
export interface AggregatedApi {
  group: string;
  version: string;
  service: { name: string; namespace: string };
  /** Port of loopback on which the other server listens. */
  port: number;
}

/** Leads the API server to a server on this machine, as a chart leads it to one in the cluster. */
export async function registerApi(api: ApiServer, { group, version, service, port }: AggregatedApi): Promise<void> {
  const target: KubernetesObject = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { ...service },
    spec: { type: "ExternalName", externalName: "localhost" },
  };
  const registration: KubernetesObject = {
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: { name: `${version}.${group}` },
    spec: {
      group,
      version,
      groupPriorityMinimum: 100,
      versionPriority: 100,
      service: { ...service, port },
      // The other's certificate is for loopback; the API server would look for the Service's name in it.
      insecureSkipTLSVerify: true,
    },
  };
  for (const object of [target, registration]) await api.apply(object);
}

/** Takes the way there away: an API that nobody answers for would keep namespaces from being deleted. */
export async function unregisterApi(api: ApiServer, { group, version }: AggregatedApi): Promise<void> {
  await api.delete({ apiVersion: "apiregistration.k8s.io/v1", kind: "APIService", name: `${version}.${group}` });
}

/** Whether the API server gets answers from there. */
export async function isServed(
  cluster: Cluster,
  { group, version }: AggregatedApi,
  signal: AbortSignal,
): Promise<boolean> {
  const api = new ApiServer(cluster, signal);
  try {
    await api.request("GET", `/apis/${group}/${version}`);
    return true;
  } catch {
    return false;
  } finally {
    api.close();
  }
}
