import type { Resource } from "./resource";
import type { Workload } from "./workloads";

/** A Service, and whose pods it sends requests to. */
export interface Service {
  resource: Resource;
  selects(workload: Workload): boolean;
}

/** The Services among the resources. */
export function servicesOf(resources: readonly Resource[]): Service[] {
  return resources
    .filter(({ type }) => type === "kubernetes:core/v1:Service")
    .map((resource) => {
      const selector: Record<string, string> = resource.props.spec?.selector ?? {};
      const namespace = resource.namespace ?? "default";
      return {
        resource,
        selects: (workload) => workload.namespace === namespace && matchesLabels(selector, workload),
      };
    });
}

/** Whether the pods of a workload have all the labels of a selector; an empty selector matches none. */
export function matchesLabels(selector: Record<string, string>, { podMetadata }: Workload): boolean {
  const labels: Record<string, string> = podMetadata.labels ?? {};
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
