import type { Quantities } from "@breakwater/kubernetes-rules";
import { ifKnown, objectsOf, readerOf, type Container, type Resource } from "@breakwater/plan-views";
import type { PlacedSpec } from "./placed-spec";

/** What a LimitRange writes into containers of its namespace that do not say it themselves. */
export interface ContainerDefaults {
  limits: Quantities;
  requests: Quantities;
}

/**
 * The defaults of the LimitRanges of a namespace. What they do not say themselves follows from their bounds: the default limit is the maximum, the
 * default request the default limit, or the minimum (k8s.io/kubernetes v1.36, pkg/apis/core/v1/defaults.go, `SetDefaults_LimitRangeItem`).
 */
export const containerDefaultsOf = (resources: readonly Resource[], namespace: string): ContainerDefaults[] =>
  objectsOf(resources, "kubernetes:core:LimitRange")
    .filter((range) => ifKnown(() => range.namespace) === namespace)
    .flatMap((range) => readerOf(range).object("spec").objects("limits"))
    .filter((item) => item.text("type") === "Container")
    .map((item) => {
      const of = (name: string): Quantities => item.record(name) ?? {};
      const limits = { ...of("max"), ...of("default") };
      return { limits, requests: { ...of("min"), ...limits, ...of("defaultRequest") } };
    });

/**
 * A pod as the API server admits it, with what the LimitRanges of its namespace add (plugin/pkg/admission/limitranger). A limit without a request is
 * one already.
 */
export function withDefaults(spec: PlacedSpec, own: readonly ContainerDefaults[]): PlacedSpec {
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
