import type { Container } from "./pod-template";
import type { Workload } from "./workloads";

/** Says which container `kubectl logs` and `kubectl exec` take. https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const defaultContainer = "kubectl.kubernetes.io/default-container";

/** Names of containers that serve another one of their pod. */
const helpers =
  /(^|-)(proxy|sidecar|exporter|metrics|logs?|shipper|reloader|init)$|^(envoy|fluent|vector|promtail|otel|filebeat)/;

/**
 * The container that does a pod's work, of which an annotation of the pod speaks: the one that `kubectl.kubernetes.io/default-container`
 * names, else the one that is called as the workload, else the first whose name does not say that it serves another one.
 * `undefined` in a pod without containers.
 */
export function mainContainer({
  name,
  containers,
  podAnnotations,
}: Pick<Workload, "name" | "containers" | "podAnnotations">): Container | undefined {
  const called = (wanted: string | undefined) => containers.find((container) => container.name === wanted);
  return (
    called(podAnnotations[defaultContainer]) ??
    called(name) ??
    containers.find((container) => !helpers.test(container.name)) ??
    containers[0]
  );
}
