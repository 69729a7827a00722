import { matchesServiceSelector } from "@breakwater/kubernetes-rules";
import type { Container } from "./pod-template";
import type { Reader } from "./read";
import { type KubernetesObject, objectsOf, readerOf, type Resource, viewOf } from "./resource";
import { labelsOfPods, type SelectablePods } from "./selectors";

const internal = "service.beta.kubernetes.io/azure-load-balancer-internal";

/** A port of a Service. */
export interface ServicePort {
  /** As a message names it: its name, or else its number. */
  readonly title: string;
  readonly name: string | undefined;
  /** Number or name of the pods' port. Default: its own number */
  readonly targetPort: number | string;
  /** Default: TCP */
  readonly protocol: string;
}

/** A Service, and whose pods it sends requests to. */
export interface Service extends KubernetesObject {
  /**
   * Whether it is a load balancer with a front end in the subnet of the nodes: an internal one that names no other subnet
   * (https://learn.microsoft.com/azure/aks/internal-lb).
   */
  isAmongNodes(): boolean;
  /** Whether it sends to pods that are not ready too, as those of a cluster look for one another. */
  readonly publishesNotReady: boolean;
  /** None where a headless Service names none: its name then leads to every port of its pods. */
  readonly ports: ServicePort[];
  /** Whether nobody asks it but Prometheus: all its ports are for scrapes, by their names. */
  readonly isForScraping: boolean;
  /**
   * Whether the pods of a workload are among those that it selects. One without a selector selects none, and neither does an
   * ExternalName, whose selector Kubernetes ignores.
   */
  selects(pods: SelectablePods): boolean;
}

/** The Services among the resources, in their order. */
export const servicesOf = (resources: readonly Resource[]): Service[] =>
  objectsOf(resources, "kubernetes:core:Service").map((service) => {
    const spec = () => readerOf(service).object("spec");
    const ports = (): ServicePort[] => spec().objects("ports").map(portOfService);
    return viewOf(service, {
      isAmongNodes: () => {
        if (spec().text("type") !== "LoadBalancer") return false;
        const annotations = readerOf(service).object("metadata").textsByName("annotations");
        return annotations[internal] === "true" && annotations[`${internal}-subnet`] === undefined;
      },
      get publishesNotReady() {
        return spec().flag("publishNotReadyAddresses") ?? false;
      },
      get ports() {
        return ports();
      },
      get isForScraping() {
        const all = ports();
        return all.length > 0 && all.every(isScrapePort);
      },
      selects: (pods: SelectablePods) => {
        if (pods.namespace !== service.namespace || spec().text("type") === "ExternalName") return false;
        const selector = spec().textsByName("selector");
        return Object.keys(selector).length > 0 && matchesServiceSelector(selector, labelsOfPods(pods));
      },
    });
  });

function portOfService(port: Reader): ServicePort {
  const number = port.required("port", port.number("port"), "a number, 1 to 65535");
  const name = port.text("name");
  return {
    title: name ?? String(number),
    name,
    targetPort: targetOf(port) || number,
    protocol: port.text("protocol") ?? "TCP",
  };
}

/** Whether a port is for scrapes, by its name or by that of the pods' port. A scrape that a pod does not answer is only repeated. */
export const isScrapePort = ({ name = "", targetPort }: ServicePort): boolean =>
  [name, String(targetPort)].some((text) => /(^|-)(metrics?|prom|prometheus|exporter)(-|$)/.test(text));

/** Kubernetes takes 0 and the empty text for the port itself; a text of digits, which it refuses, can only be meant as a number. */
function targetOf(port: Reader): number | string | undefined {
  const target = port.numberOrText("targetPort");
  return typeof target === "string" && /^\d+$/.test(target) ? Number(target) : target;
}

/**
 * The containers that answer on a port of a Service: those that declare it, by its name or its number. A number that none declares may be
 * anybody's, for the declaration of a port only informs; a name that none declares is nobody's, and the Service then leaves the pod out
 * (`FindPort` of k8s.io/endpointslice v0.36.3).
 *
 * @param longRunning the containers that run as long as the pod, sidecars included
 */
export function containersBehind(
  { targetPort, protocol }: ServicePort,
  longRunning: readonly Container[],
): Container[] {
  const isTarget = ({ name, containerPort, ...port }: NonNullable<Container["ports"]>[number]): boolean =>
    (port.protocol ?? "TCP") === protocol && (typeof targetPort === "number" ? containerPort : name) === targetPort;
  const declaring = longRunning.filter(({ ports }) => ports?.some(isTarget));
  return declaring.length === 0 && typeof targetPort === "number" ? [...longRunning] : declaring;
}
