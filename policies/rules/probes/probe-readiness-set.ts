import {
  type Container,
  containersBehind,
  ifKnown,
  isReplicated,
  isScrapePort,
  type Service,
  type ServicePort,
  servicesOf,
  someKnown,
  type Workload,
  workloadsOf,
} from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

export const probeReadinessSet: StackRule = {
  name: "probe-readiness-set",
  description: "A server behind a Service is asked whether it is ready.",
  guardsAgainst:
    "Without a readiness probe a pod counts as ready as soon as its container has started: requests reach it before it can answer, and a rollout goes on to the next pod.",
  severity: "medium",
  tags: ["probes"],
  remediationSteps:
    "Give the container that answers on the Service's port a readinessProbe, of the path or the port by which it tells that it can serve. For pods that must be found before they are ready, set publishNotReadyAddresses on the Service.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const services = servicesOf(resources);
    const served = gather(workloadsOf(resources), (workload) => {
      // Nobody waits for a Job's pods, and those of a DaemonSet come and go with their nodes, one at each.
      if (!isReplicated(workload)) return [];
      // One that is not known matters only where it may be the only one.
      if (!someKnown(services, (service) => service.selects(workload))) return [];
      return [{ workload, services: services.filter((service) => ifKnown(() => service.selects(workload))) }];
    });
    if (served.length === 0) notApplicable("no workload with replicas stands behind a Service");
    each(served, ({ workload, services: own }) => {
      const { title, resource, podSpec } = workload;
      // Somebody outside of the pod says when it is ready.
      if ((podSpec.readinessGates ?? []).length > 0) return;
      for (const service of own) {
        const unasked = unaskedBehind(service, workload);
        if (unasked === undefined) continue;
        const [container] = unasked.containers;
        const who = unasked.containers.length === 1 ? `Container "${container!.name}" of ${title}` : title;
        const port = unasked.port === undefined ? "" : `port ${unasked.port.title} of `;
        violation(`${who} answers on ${port}${service.title} and has no readiness probe`, resource);
        return;
      }
    });
  },
};

/** Containers behind a port of a Service of which none is asked; without a port, behind the Service as a whole. */
interface Unasked {
  port?: ServicePort;
  containers: readonly Container[];
}

function unaskedBehind(service: Service, workload: Workload): Unasked | undefined {
  if (service.publishesNotReady) return undefined;
  const { ports } = service;
  const { containers: own, longRunning } = workload;
  const isSidecar = ({ name }: Container): boolean => !own.some((container) => container.name === name);
  // A headless Service without ports leads to all of them.
  if (ports.length === 0) return longRunning.some(isAsked) ? undefined : { containers: longRunning };
  for (const port of ports) {
    const containers = containersBehind(port, longRunning);
    if (containers.length === 0 || isScrapePort(port)) continue;
    // A sidecar has started before the pod's own containers do, and the pod waits for these.
    if (containers.every(isSidecar) && own.some(isAsked)) continue;
    if (containers.some(isAsked) || longRunning.some((container) => asksFor(container, port, containers))) continue;
    return { port, containers };
  }
  return undefined;
}

/**
 * Whether a pod is not ready before this container says so. A container with a start-up probe is not ready until that has succeeded
 * (`UpdatePodStatus` in pkg/kubelet/prober/prober_manager.go of k8s.io/kubernetes v1.36.3).
 */
const isAsked = ({ readinessProbe, startupProbe }: Container): boolean =>
  Boolean(readinessProbe) || Boolean(startupProbe);

/** Whether a container's readiness is a question to the port of another: all of a pod have one address. */
function asksFor(container: Container, port: ServicePort, containers: readonly Container[]): boolean {
  const { httpGet, tcpSocket, grpc } = container.readinessProbe ?? {};
  const asked = httpGet ?? tcpSocket ?? grpc;
  if (asked === undefined || asked === null) return false;
  const { targetPort } = port;
  const declared = containers.flatMap(({ ports }) => ports ?? []).filter(({ name }) => name === targetPort);
  const numbers = typeof targetPort === "number" ? [targetPort] : declared.map(({ containerPort }) => containerPort);
  return numbers.some((number) => number === asked.port);
}
