import * as pulumi from "@pulumi/pulumi";
import { Secret } from "@pulumi/kubernetes/core/v1";
import { RandomPassword } from "@pulumi/random";
import { ArgumentCheck, integerBetween, matching, oneOf } from "../../validation";
import { chartRelease } from "../chart-release";
import { charts } from "../charts";
import { labelsOf } from "../conventions";
import { type DockerHubArgs, validMirror } from "../docker-hub";
import { dnsLabel } from "../rules";
import type { MountedReceiver, ReceiverKind } from "./alertmanager-values";
import { prometheusStackValues, stackPorts } from "./prometheus-stack-values";

/** What `PrometheusStack` takes. */
export interface PrometheusStackArgs extends DockerHubArgs {
  /** Namespace, which must be there and allow `privileged` pods: the node exporter reads the nodes. */
  namespace: pulumi.Input<string>;
  /** Days for which metrics are kept, 3 to 365: the slowest burn of an objective is looked at over 3 days. Default: 15. */
  retentionDays?: pulumi.Input<number>;
  /** Disk of each Prometheus, GiB, 5 to 4096. What does not fit goes before its time. Default: 50. */
  storageGb?: pulumi.Input<number>;
  /** Pods of Prometheus and of Alertmanager each, 1 to 3. Every Prometheus scrapes everything. Default: 1. */
  replicas?: pulumi.Input<number>;
  /** Whether conditions of Gateways, their routes and Envoy's policies become metrics, which alerts on the edge need. Default: false. */
  edge?: boolean;
  /** Who is told of alerts. Default: nobody; they stand in Alertmanager and Grafana. */
  alertReceiver?: AlertReceiver;
}

/** Who is told of alerts. */
export interface AlertReceiver {
  /** How it is spoken to: `webhook` gets Alertmanager's own JSON, `slack` what Slack's incoming webhooks take. */
  kind: ReceiverKind;
  /** Its https address, which is a secret: who knows it can write there. */
  url: pulumi.Input<string>;
}

const defaults = { retentionDays: 15, storageGb: 50, replicas: 1 } as const;

/** The chart cuts what objects are called by at 26 characters, and our address would no longer be the Service's. */
const stackName = matching(/^[a-z]([a-z0-9-]{0,24}[a-z0-9])?$/, "a DNS label of at most 26 characters");

/** No more can be asked of it: a plan without the stack's key has `[secret]` in its place. */
const withoutBlanks = matching(/^\S+$/, "an address without blanks and line breaks");

/**
 * Prometheus with its operator, Alertmanager, Grafana and the exporters of nodes and objects, by their chart. What is
 * scraped, warned of and shown is added by `Monitors`, `AlertRules` and `Dashboards`, which must depend on it.
 */
export class PrometheusStack extends pulumi.ComponentResource {
  /** Address of Prometheus inside the cluster, `http://<name>-prometheus.<namespace>.svc:9090`. */
  public readonly prometheusUrl: pulumi.Output<string>;
  /** Secret with Grafana's `admin-user` and `admin-password`. */
  public readonly grafanaSecretName: pulumi.Output<string>;

  constructor(name: string, args: PrometheusStackArgs, opts?: pulumi.ComponentResourceOptions) {
    const { alertReceiver, ...plain } = args;
    // A component's inputs stand in the state: even an address that came as plain text must not stand there in clear.
    const inputs = { ...plain, alertReceiver: alertReceiver && pulumi.secret(alertReceiver) };
    super("breakwater:kubernetes:PrometheusStack", name, inputs, opts);
    const { namespace, receiverUrl, ...size } = validArgs(name, args);
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    const password = new RandomPassword(`${name}-grafana`, { length: 32, special: false }, { parent: this });
    const grafanaSecret = secret(`${name}-grafana-admin`, namespace, childOptions, {
      "admin-user": "admin",
      "admin-password": pulumi.secret(password.result),
    });
    const receiver: MountedReceiver | undefined = alertReceiver && {
      kind: alertReceiver.kind,
      secretName: secret(`${name}-alerts`, namespace, childOptions, { url: receiverUrl! }).metadata.name,
    };

    const release = chartRelease(
      name,
      charts.kubePrometheusStack,
      {
        namespace,
        values: prometheusStackValues({
          name,
          ...size,
          grafanaSecret: grafanaSecret.metadata.name,
          receiver,
        }),
        // Its definitions come by a job of their own, and Azure makes its disks, before the first pod is there.
        timeoutSeconds: 900,
      },
      childOptions,
    );

    this.prometheusUrl = pulumi.interpolate`http://${name}-prometheus.${release.namespace}.svc:${stackPorts.prometheus}`;
    this.grafanaSecretName = grafanaSecret.metadata.name;
    this.registerOutputs({ prometheusUrl: this.prometheusUrl, grafanaSecretName: this.grafanaSecretName });
  }
}

function secret(
  name: string,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
  stringData: Record<string, pulumi.Input<string>>,
): Secret {
  return new Secret(name, { metadata: { name, namespace, labels: labelsOf(name) }, stringData }, opts);
}

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function validArgs(name: string, args: PrometheusStackArgs) {
  const check = new ArgumentCheck("PrometheusStack", name);
  check.input("name", name, stackName);
  check.optional("alertReceiver.kind", args.alertReceiver?.kind, oneOf<ReceiverKind>("webhook", "slack"));
  const known = {
    namespace: check.input("namespace", args.namespace, dnsLabel),
    retentionDays: check.input("retentionDays", args.retentionDays ?? defaults.retentionDays, integerBetween(3, 365)),
    storageGb: check.input("storageGb", args.storageGb ?? defaults.storageGb, integerBetween(5, 4096)),
    replicas: check.input("replicas", args.replicas ?? defaults.replicas, integerBetween(1, 3)),
    edge: args.edge ?? false,
    dockerHubMirror: validMirror(check, args),
    receiverUrl:
      args.alertReceiver && check.input("alertReceiver.url", pulumi.secret(args.alertReceiver.url), withoutBlanks),
  };
  check.throwProblems();
  return known;
}
