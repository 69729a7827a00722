import { matchesServiceSelector } from "@breakwater/kubernetes-rules";
import { type KubernetesObject, objectsOf, readerOf, type Resource, viewOf } from "./resource";
import type { Workload } from "./workloads";

const internal = "service.beta.kubernetes.io/azure-load-balancer-internal";

/** A Service, and whose pods it sends requests to. */
export interface Service extends KubernetesObject {
  /**
   * Whether it is a load balancer with a front end in the subnet of the nodes: an internal one that names no other subnet
   * (https://learn.microsoft.com/azure/aks/internal-lb).
   */
  isAmongNodes(): boolean;
  /** Whether the pods of a workload are among those that it selects. One without a selector selects none. */
  selects(workload: Pick<Workload, "namespace" | "podLabels">): boolean;
}

/** The Services among the resources, in their order. */
export const servicesOf = (resources: readonly Resource[]): Service[] =>
  objectsOf(resources, "kubernetes:core:Service").map((service) =>
    viewOf(service, {
      isAmongNodes: () => {
        const read = readerOf(service);
        if (read.object("spec").text("type") !== "LoadBalancer") return false;
        const annotations = read.object("metadata").textsByName("annotations");
        return annotations[internal] === "true" && annotations[`${internal}-subnet`] === undefined;
      },
      selects: ({ namespace, podLabels }: Pick<Workload, "namespace" | "podLabels">) =>
        namespace === service.namespace &&
        matchesServiceSelector(readerOf(service).object("spec").textsByName("selector"), podLabels),
    }),
  );
