import type { Quantities } from "@breakwater/kubernetes-rules";
import type { Container, PodSpec } from "./pod-template";
import { objectsOf, readerOf, type Resource } from "./resource";
import { ifKnown } from "./unknown";

/** What a LimitRange writes into containers of its namespace that do not say it themselves. */
export interface ContainerDefaults {
  namespace: string;
  limits: Quantities;
  requests: Quantities;
}

/**
 * The defaults of the LimitRanges among the resources. What they do not say themselves follows from their bounds: the default limit is the maximum, the
 * default request the default limit, or the minimum (k8s.io/kubernetes v1.36, pkg/apis/core/v1/defaults.go, `SetDefaults_LimitRangeItem`).
 *
 * @param of a namespace, so that what is not known in another does not matter. Default: all
 */
export const containerDefaultsOf = (resources: readonly Resource[], of?: string): ContainerDefaults[] =>
  objectsOf(resources, "kubernetes:core:LimitRange").flatMap((range) => {
    if (of !== undefined && ifKnown(() => range.namespace) !== of) return [];
    return readerOf(range)
      .object("spec")
      .objects("limits")
      .filter((item) => item.text("type") === "Container")
      .map((item) => {
        const amountsOf = (name: string): Quantities => item.record(name) ?? {};
        const limits = { ...amountsOf("max"), ...amountsOf("default") };
        const requests = { ...amountsOf("min"), ...limits, ...amountsOf("defaultRequest") };
        return { namespace: range.namespace, limits, requests };
      });
  });

/**
 * A pod as the API server admits it, with what the LimitRanges of its namespace add (plugin/pkg/admission/limitranger). A limit without a request is
 * one already.
 */
export function withDefaults(spec: PodSpec, namespace: string, defaults: readonly ContainerDefaults[]): PodSpec {
  const own = defaults.filter((each) => each.namespace === namespace);
  if (own.length === 0) return spec;
  const filled = (container: Container): Container => ({
    ...container,
    resources: own.reduce(filledBy, container.resources ?? {}),
  });
  return {
    ...spec,
    ...(spec.containers && { containers: spec.containers.map(filled) }),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(filled) }),
  };
}

const filledBy = (own: NonNullable<Container["resources"]>, { limits, requests }: ContainerDefaults) => ({
  ...own,
  limits: { ...limits, ...own.limits },
  requests: { ...requests, ...own.limits, ...own.requests },
});
