import type { Quantities, ResourceRequirements } from "@breakwater/kubernetes-rules";
import { byName, fieldsOf, listOf, numberOrText, text, typed } from "./typed";
import { objectsOf, readerOf, type Resource } from "./resource";

const quantities = byName(numberOrText);
const limitsShape = fieldsOf({
  limits: listOf(
    fieldsOf({
      type: text,
      max: quantities,
      min: quantities,
      default: quantities,
      defaultRequest: quantities,
    }),
  ),
});

interface LimitRangeItem {
  type?: string;
  max?: Quantities;
  min?: Quantities;
  default?: Quantities;
  defaultRequest?: Quantities;
}

/**
 * What the LimitRanges of a namespace give a container that does not say it. A limit that has no default is its maximum; a request is the
 * default limit, or else the minimum (SetDefaults_LimitRangeItem of k8s.io/kubernetes/pkg/apis/core/v1/defaults.go, defaultContainerResourceRequirements
 * of plugin/pkg/admission/limitranger/admission.go, v1.36).
 */
export function containerDefaultsIn(
  namespace: string,
  resources: readonly Resource[],
): Required<Pick<ResourceRequirements, "requests" | "limits">> {
  const items = objectsOf(resources, "kubernetes:core:LimitRange")
    .filter((range) => range.namespace === namespace)
    .flatMap((range) => {
      const { subject, properties } = readerOf(range).object("spec");
      const spec = typed(properties, limitsShape, { subject, path: "spec" }) as { limits?: LimitRangeItem[] };
      return spec.limits ?? [];
    })
    .filter(({ type }) => type === "Container");
  const limits = items.map((item) => ({ ...item.max, ...item.default }));
  const requests = items.map((item, index) => ({ ...item.min, ...limits[index], ...item.defaultRequest }));
  return { limits: merged(limits), requests: merged(requests) };
}

const merged = (all: readonly Quantities[]): Quantities => Object.assign({}, ...all) as Quantities;
