import { matchesServiceSelector } from "@breakwater/kubernetes-rules";
import { type KubernetesObject, objectsOf, readerOf, type Resource, viewOf } from "./resource";
import type { Workload } from "./workloads";

/** A Service, and whose pods it sends requests to. */
export interface Service extends KubernetesObject {
  /** Whether the pods of a workload are among those that it selects. One without a selector selects none. */
  selects(workload: Pick<Workload, "namespace" | "podLabels">): boolean;
}

/** The Services among the resources, in their order. */
export const servicesOf = (resources: readonly Resource[]): Service[] =>
  objectsOf(resources, "kubernetes:core:Service").map((service) =>
    viewOf(service, {
      selects: ({ namespace, podLabels }: Pick<Workload, "namespace" | "podLabels">) =>
        namespace === service.namespace &&
        matchesServiceSelector(readerOf(service).object("spec").textsByName("selector"), podLabels),
    }),
  );
