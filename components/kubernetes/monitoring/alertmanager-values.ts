import * as pulumi from "@pulumi/pulumi";
import type { DeepInput } from "../custom-resource";
import { type BudgetValues, onCpuPool, type PodValues } from "./pod-values";

/** How the receiver of alerts is spoken to: in Alertmanager's own JSON, or as Slack's incoming webhooks are. */
export type ReceiverKind = "webhook" | "slack";

/** A receiver whose address stands in a Secret, under the key `url`. */
export interface MountedReceiver {
  kind: ReceiverKind;
  secretName: pulumi.Input<string>;
}

/** What we set of Alertmanager. Without a receiver its configuration is the chart's, which tells nobody. */
export interface AlertmanagerValues {
  config?: {
    route: { receiver: string; group_by: string[]; routes: { matchers: string[]; receiver: string }[] };
    receivers: ({ name: string } & Record<string, unknown>)[];
  };
  podDisruptionBudget: BudgetValues;
  alertmanagerSpec: PodValues & { replicas: number; secrets?: string[] };
}

/** Values for `replicas` pods that tell `receiver`. */
export function alertmanagerValues(
  replicas: pulumi.Input<number>,
  podDisruptionBudget: DeepInput<BudgetValues>,
  receiver: MountedReceiver | undefined,
): DeepInput<AlertmanagerValues> {
  const alertmanagerSpec = { ...onCpuPool("20m", "64Mi", "128Mi"), replicas };
  if (receiver === undefined) return { podDisruptionBudget, alertmanagerSpec };
  return {
    podDisruptionBudget,
    config: {
      route: {
        receiver: "team",
        group_by: ["alertname", "namespace"],
        routes: [
          // Always fires, to show that alerts arrive at all, and says which alerts are to be held back: neither is for a person.
          { matchers: ['alertname =~ "Watchdog|InfoInhibitor"'], receiver: "null" },
        ],
      },
      receivers: [{ name: "null" }, { name: "team", ...told(receiver) }],
    },
    // The operator mounts each of `secrets` under its own name.
    alertmanagerSpec: { ...alertmanagerSpec, secrets: [receiver.secretName] },
  };
}

/** The address comes from a file, so that it stands in no configuration. */
function told({ kind, secretName }: MountedReceiver): Record<string, unknown> {
  const file = pulumi.interpolate`/etc/alertmanager/secrets/${secretName}/url`;
  switch (kind) {
    case "webhook":
      return { webhook_configs: [{ url_file: file, send_resolved: true }] };
    case "slack":
      return { slack_configs: [{ api_url_file: file, send_resolved: true, title, text }] };
    default: {
      const unknown: never = kind;
      return unknown;
    }
  }
}

const title = "[{{ .Status }}] {{ .CommonLabels.alertname }}";
const text =
  "{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.description }}\n{{ .Annotations.action }}\n{{ end }}";
