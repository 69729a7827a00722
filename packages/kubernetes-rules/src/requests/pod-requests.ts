import { addAmounts, largerAmounts, readQuantities, type Quantities, type ResourceAmounts } from "./amounts";

/** What a container, or a pod as a whole, asks for and may use at most. */
export interface ResourceRequirements {
  requests?: Quantities;
  limits?: Quantities;
}

/** The parts of a container that decide what its pod asks for. */
export interface ContainerResources {
  name?: string;
  resources?: ResourceRequirements | null;
  /** `Always` on an init container: a sidecar, which runs as long as the pod. */
  restartPolicy?: string;
}

/** The parts of a pod's spec, or of a pod template's, that decide what it asks for. */
export interface PodResources {
  containers?: readonly ContainerResources[];
  initContainers?: readonly ContainerResources[];
  /** Of the pod as a whole (`PodLevelResources`, on by default since Kubernetes 1.34): CPU, memory and huge pages. */
  resources?: ResourceRequirements | null;
  /** Of its runtime class. */
  overhead?: Quantities;
}

/**
 * What a pod asks of its node, as the scheduler counts. For each resource: all containers and sidecars together, or an init container
 * beside the sidecars that started before it, whichever is more; what the pod as a whole asks for in place of that; and its overhead. The
 * API server's defaults are applied first: a limit without a request is one. Its place among a node's `pods` is not in it.
 *
 * Held by recorded vectors to `PodRequests` of k8s.io/component-helpers v0.36.3 behind the defaults of k8s.io/kubernetes v1.36.3.
 *
 * @throws QuantityError that names the property, where Kubernetes would refuse a quantity
 */
export function podRequests(spec: PodResources): ResourceAmounts {
  const ofContainers = containersRequests(spec);
  return addAmounts(
    { ...ofContainers, ...podLevelRequests(spec, ofContainers) },
    readQuantities(spec.overhead, "overhead"),
  );
}

/**
 * What one container asks for: its requests, and for what it requests nothing of its limits, as the API server fills them in.
 *
 * @param property where it stands, for errors
 * @throws QuantityError that names the property
 */
export function containerRequests({ resources }: ContainerResources, property = "container"): ResourceAmounts {
  return {
    ...readQuantities(resources?.limits, `${property}.resources.limits`),
    ...readQuantities(resources?.requests, `${property}.resources.requests`),
  };
}

/** Whether an init container runs as long as the pod. */
export const isSidecar = ({ restartPolicy }: ContainerResources): boolean => restartPolicy === "Always";

function containersRequests({ containers = [], initContainers = [] }: PodResources): ResourceAmounts {
  let running: ResourceAmounts = {};
  for (const [index, container] of containers.entries())
    running = addAmounts(running, containerRequests(container, `containers[${index}]`));
  let sidecars: ResourceAmounts = {};
  let starting: ResourceAmounts = {};
  for (const [index, container] of initContainers.entries()) {
    const own = containerRequests(container, `initContainers[${index}]`);
    if (isSidecar(container)) sidecars = addAmounts(sidecars, own);
    const beside = isSidecar(container) ? sidecars : addAmounts(own, sidecars);
    starting = largerAmounts(starting, beside);
  }
  return largerAmounts(addAmounts(running, sidecars), starting);
}

/** What the pod as a whole asks for; a limit counts where neither it nor a container requests anything. */
function podLevelRequests({ resources }: PodResources, ofContainers: ResourceAmounts): ResourceAmounts {
  const requests = readQuantities(resources?.requests, "resources.requests");
  const limits = readQuantities(resources?.limits, "resources.limits");
  // Huge pages cannot be overcommitted: the pod's limit is what it gets.
  const counts = (resource: string) => isHugePages(resource) || ofContainers[resource] === undefined;
  return Object.fromEntries([
    ...Object.entries(limits).filter(([resource]) => isPodLevel(resource) && counts(resource)),
    ...Object.entries(requests).filter(([resource]) => isPodLevel(resource)),
  ]);
}

const isHugePages = (resource: string): boolean => resource.startsWith("hugepages-");
/** Whether a pod as a whole may ask for a resource. */
export const isPodLevel = (resource: string): boolean =>
  resource === "cpu" || resource === "memory" || isHugePages(resource);
