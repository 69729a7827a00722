import { isWorkload, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";
import { secretsBesideVariables, secretVariables } from "../../secrets/containers";
import { walk } from "../../secrets/walk";

interface Config extends Record<string, unknown> {
  namePattern: string;
  allowedNames: string;
}

export const noLiteralSecret: ResourceRule<Config> = {
  name: "no-literal-secret",
  description: "No secret stands in a pod's variables, arguments, probes or annotations.",
  guardsAgainst: "It would be read by everybody who may look at the Deployment, and stay in every old ReplicaSet.",
  severity: "critical",
  tags: ["identity"],
  remediationSteps:
    "Keep the value in Key Vault, let External Secrets copy it, and mount it or name it by valueFrom.secretKeyRef; an argument takes it from a variable, as $(NAME).",
  settings: {
    namePattern: {
      type: "string",
      default: "^$",
      description: "Regular expression of further variables whose values are secrets, whatever they look like",
    },
    allowedNames: {
      type: "string",
      default: "^$",
      description: "Regular expression of variables whose values are no secrets, whatever they look like",
    },
  },
  appliesTo: isWorkload,
  check: (resource, { config, violation, each }) => {
    const more = new RegExp(config.namePattern, "i");
    const allowed = new RegExp(config.allowedNames, "i");
    each(workloadsIn(resource), (workload) => {
      each(workload.allContainers, (container) => {
        const who = `Container "${container.name}" of ${workload.title}`;
        secretVariables(container, { each, more, allowed }, (name) =>
          violation(`${who} has the secret ${name} as a literal value`, resource),
        );
        secretsBesideVariables(container, ({ where, what }) =>
          violation(`${who} has a secret in ${where}: ${what} as a literal value`, resource),
        );
      });
      walk(workload.podAnnotations, "", "annotations", {
        each,
        mayBeMasked: false,
        found: ({ where, what }) =>
          violation(
            `The pods of ${workload.title} have a secret in the annotation ${where}: ${what} as a literal value`,
            resource,
          ),
      });
    });
  },
};
