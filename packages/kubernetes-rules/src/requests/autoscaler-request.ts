import { containerRequests, isPodLevel, isSidecar, podRequests, type PodResources } from "./pod-requests";

/**
 * What the HPA takes a share of, thousandths: all containers' and sidecars' requests of a resource together, or the request of one that it
 * names; of a pod that states requests as a whole, what the scheduler counts (`calculateRequests` of
 * k8s.io/kubernetes/pkg/controller/podautoscaler/replica_calculator.go, v1.36.3).
 *
 * @param container its name, for a metric of type `ContainerResource`
 * Held by recorded vectors to `ReplicaCalculator` of the same, behind the API server's defaults.
 *
 * @returns `undefined` where a container requests none or is not there, and where all of them together request 0: the HPA does nothing then
 * @throws QuantityError that names the property, where Kubernetes would refuse a quantity
 */
export function autoscalerRequest(spec: PodResources, resource: string, container?: string): number | undefined {
  const { requests = {}, limits = {} } = spec.resources ?? {};
  // Of nothing there is no share: the HPA says "no metrics returned matched known pods" then.
  if (container === undefined && [...Object.keys(requests), ...Object.keys(limits)].some(isPodLevel))
    return podRequests(spec)[resource]?.milliValue() || undefined;
  const running = [
    ...(spec.containers ?? []).map((each, index) => ({ each, property: `containers[${index}]` })),
    ...(spec.initContainers ?? [])
      .map((each, index) => ({ each, property: `initContainers[${index}]` }))
      .filter(({ each }) => isSidecar(each)),
  ].filter(({ each }) => container === undefined || each.name === container);
  if (container !== undefined && running.length === 0) return undefined;
  let sum = 0;
  for (const { each, property } of running) {
    const request = containerRequests(each, property)[resource];
    if (request === undefined) return undefined;
    sum += request.milliValue();
  }
  return sum || undefined;
}
