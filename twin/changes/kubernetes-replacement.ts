import { isAtOrBelow } from "./paths";

/**
 * What Kubernetes refuses to change, so that Pulumi replaces the object: its identity, and by kind
 * (https://www.pulumi.com/registry/packages/kubernetes/how-to-guides and each kind's validation in the API server).
 */
const identity = ["metadata.name", "metadata.namespace", "apiVersion", "kind"];
const byKind: Record<string, readonly string[]> = {
  Deployment: ["spec.selector"],
  DaemonSet: ["spec.selector"],
  StatefulSet: ["spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates"],
  Job: ["spec.selector", "spec.template", "spec.completions"],
  Service: ["spec.clusterIP"],
  PersistentVolumeClaim: ["spec.storageClassName", "spec.accessModes", "spec.volumeName"],
  PriorityClass: ["value", "preemptionPolicy"],
  ConfigMap: [],
  Secret: ["type"],
};

/** Those of the changed paths for which an object of Kubernetes is replaced rather than updated. */
export function kubernetesReplaces(type: string, changed: readonly string[]): string[] {
  const immutable = [...identity, ...(byKind[type.split(":").at(-1) ?? ""] ?? [])];
  return changed.filter((path) => immutable.some((name) => isAtOrBelow(path, name)));
}
