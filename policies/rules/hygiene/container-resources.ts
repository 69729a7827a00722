import { containerRequests, type ResourceRequirements } from "@breakwater/kubernetes-rules";
import { type Container, containerDefaultsOf, type Resource, type Workload, workloadsOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

export const containerResources: StackRule = {
  name: "container-resources",
  description:
    "Every container asks for CPU and memory and has a memory limit: itself, by its pod as a whole, or by a LimitRange of its namespace.",
  guardsAgainst:
    "The scheduler and the Cluster Autoscaler count by requests, and without a limit one leak takes the node.",
  severity: "medium",
  tags: ["hygiene"],
  remediationSteps:
    "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory on the container, sidecars and init containers too.",
  checkStack: (resources, { violation, notApplicable, each }) => {
    // What a patch leaves out stands elsewhere.
    const workloads = workloadsOf(resources).filter(({ isPatch }) => !isPatch);
    if (workloads.length === 0) notApplicable("the stack has no workload");
    each(workloads, (workload) => {
      each(workload.allContainers, (container) => {
        const lacks = lackingIn(container, workload, resources);
        if (lacks.length > 0)
          violation(
            `Container "${container.name}" of ${workload.title} lacks ${lacks.join(" and ")}`,
            workload.resource,
          );
      });
    });
  },
};

/** What neither a container nor its pod as a whole says, nor a LimitRange says for them. */
function lackingIn(container: Container, { namespace, podSpec }: Workload, resources: readonly Resource[]): string[] {
  const given = [asked(container.resources), asked(podSpec.resources)];
  const isGiven = (kind: "requests" | "limits", resource: string) =>
    given.some((by) => by[kind][resource] !== undefined) ||
    // Read last: where nothing is missing, it does not matter what they say.
    containerDefaultsOf(resources).some((of) => of.namespace === namespace && of[kind][resource] !== undefined);
  return [
    ...(isGiven("requests", "cpu") ? [] : ["a CPU request"]),
    ...(isGiven("requests", "memory") ? [] : ["a memory request"]),
    ...(isGiven("limits", "memory") ? [] : ["a memory limit"]),
  ];
}

/** Requests as Kubernetes completes them, by limits that stand alone, and the limits. */
const asked = (resources: ResourceRequirements | undefined) => ({
  requests: containerRequests({ resources: resources ?? null }),
  limits: resources?.limits ?? {},
});
