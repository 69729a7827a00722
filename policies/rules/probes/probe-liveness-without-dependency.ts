import { someKnown, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";
import { dependencyOf } from "./dependency";

interface Config extends Record<string, unknown> {
  dependencyPattern: string;
}

export const probeLivenessWithoutDependency: ResourceRule<Config> = {
  name: "probe-liveness-without-dependency",
  description: "Liveness asks nothing but the process itself.",
  guardsAgainst: "When a database or a gateway is down, restarting every pod makes an outage of it.",
  severity: "high",
  tags: ["probes"],
  remediationSteps:
    "Let liveness ask an endpoint that touches no other service; what depends on others belongs into readiness.",
  settings: {
    dependencyPattern: {
      type: "string",
      default:
        "((?<!al)ready|readiness|\\bdeps?\\b|dependenc|\\bdeep\\b|redis|postgres|database|\\bdb\\b|upstream|gateway|/full\\b)",
      description:
        "Regular expression of what reaches beyond the process, in the health part of a path and in the name of a script of one's own",
    },
  },
  appliesTo: (resource) =>
    someKnown(workloadsIn(resource), ({ longRunning }) => longRunning.some((c) => c.livenessProbe)),
  check: (resource, { config, violation, each }) => {
    const pattern = new RegExp(config.dependencyPattern, "i");
    each(workloadsIn(resource), (workload) => {
      each(workload.longRunning, (container) => {
        const dependency = dependencyOf(container, workload.podSpec, pattern);
        if (dependency === undefined) return;
        violation(
          `Liveness of container "${container.name}" of ${workload.title} depends on another service: ${dependency}`,
          resource,
        );
      });
    });
  },
};
