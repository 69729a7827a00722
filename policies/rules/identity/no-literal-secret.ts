import { ifKnown, isWorkload, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

interface Config extends Record<string, unknown> {
  namePattern: string;
}

export const noLiteralSecret: ResourceRule<Config> = {
  name: "no-literal-secret",
  description: "No secret stands in a variable's value.",
  guardsAgainst: "It would be read by everybody who may look at the Deployment, and stay in every old ReplicaSet.",
  severity: "critical",
  tags: ["identity"],
  remediationSteps:
    "Keep the value in Key Vault, let External Secrets copy it, and mount it or name it by valueFrom.secretKeyRef.",
  settings: {
    namePattern: {
      type: "string",
      default: "(API_?KEY|ACCESS_?KEY|SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|CONNECTION_?STRING)$",
      description: "Regular expression of the variables that hold secrets",
    },
  },
  appliesTo: isWorkload,
  check: (resource, { config, violation, each }) => {
    const pattern = new RegExp(config.namePattern, "i");
    each(workloadsIn(resource), (workload) => {
      each(workload.allContainers, (container) => {
        each(container.env ?? [], (variable) => {
          const { name } = variable;
          // A value that is not known yet is none that stands in the program, but one of a secret's name is left to the engine to judge.
          const value: unknown = pattern.test(name) ? variable.value : ifKnown(() => variable.value);
          // What a Plan masks is a secret of the program, whatever its name.
          if (value === "[secret]" || (pattern.test(name) && typeof value === "string" && value !== "")) {
            violation(
              `Container "${container.name}" of ${workload.title} has the secret ${name} as a literal value`,
              resource,
            );
          }
        });
      });
    });
  },
};
