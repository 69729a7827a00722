import { type Properties, someKnown, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

interface Config extends Record<string, unknown> {
  dependencyPattern: string;
}

/** What a liveness probe asks beyond its own process; `undefined` for nothing. */
function dependencyOf({ httpGet, tcpSocket, exec }: Properties, pattern: RegExp): string | undefined {
  const host: unknown = httpGet?.host ?? tcpSocket?.host;
  if (typeof host === "string" && !/^(localhost|127\.|\[?::1)/.test(host)) return `host ${host}`;
  if (typeof httpGet?.path === "string" && pattern.test(httpGet.path)) return `path ${httpGet.path}`;
  const command = (exec?.command ?? []).join(" ");
  return pattern.test(command) ? `command "${command}"` : undefined;
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
      default: "(ready|dependenc|redis|postgres|database|\\bdb\\b|upstream|gateway|full)",
      description: "Regular expression of paths and commands that reach beyond the process",
    },
  },
  appliesTo: (resource) =>
    someKnown(workloadsIn(resource), ({ containers }) => containers.some((c) => c.livenessProbe)),
  check: (resource, { config, violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      each(workload.containers, ({ name, livenessProbe }) => {
        const dependency = livenessProbe && dependencyOf(livenessProbe, new RegExp(config.dependencyPattern, "i"));
        if (dependency) {
          violation(
            `Liveness of container "${name}" of ${workload.title} depends on another service: ${dependency}`,
            resource,
          );
        }
      });
    });
  },
};
