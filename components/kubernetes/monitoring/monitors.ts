import * as pulumi from "@pulumi/pulumi";
import { ArgumentCheck, integerBetween } from "../../validation";
import { labelsOf } from "../conventions";
import { typedCustomResource } from "../custom-resource";
import type { IPodMonitor } from "../custom-resource-types";
import { dnsLabel } from "../rules";

/** Pods that have metrics. */
export interface ScrapeTarget {
  /** Name of the monitor, and the second part of the job's. */
  name: string;
  /** Namespace of the pods. */
  namespace: pulumi.Input<string>;
  /** Labels of the pods, all of them. */
  labels: Record<string, string>;
  /** The container's port with the metrics, which the pod must declare. */
  port: number;
  /** Path of the metrics. Default: `/metrics`. */
  path?: string;
  /**
   * Names of the metrics that are kept; every other one is dropped before it is stored. Default: all are kept. Empty: none, and Prometheus
   * knows only whether the pod answers.
   */
  keep?: readonly string[];
  /**
   * Whether the metrics' own labels `namespace` and `pod` say whom they are about. Default: false, they say who told them, and
   * the metrics' own become `exported_namespace` and `exported_pod`.
   */
  tellsOfOthers?: boolean;
}

/**
 * What a target's scrapes are called in `up` and in every series: the Prometheus operator names a PodMonitor's job by namespace and name
 * (prometheus-operator, `pkg/prometheus/promcfg.go`).
 */
export const jobOf = (namespace: string, target: string): string => `${namespace}/${target}`;

/** What `Monitors` takes. */
export interface MonitorsArgs {
  /** Namespace of the monitors. */
  namespace: pulumi.Input<string>;
  /** What is scraped. */
  targets: ScrapeTarget[];
  /** Time between two scrapes, seconds, 5 to 300. Default: 15, KEDA's polling interval: older figures would scale late. */
  intervalSeconds?: pulumi.Input<number>;
}

/** Tells Prometheus which pods have metrics, one PodMonitor a target. It must depend on a `PrometheusStack`. */
export class Monitors extends pulumi.ComponentResource {
  constructor(name: string, args: MonitorsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:Monitors", name, args, opts);
    const check = new ArgumentCheck("Monitors", name);
    const namespace = check.input("namespace", args.namespace, dnsLabel);
    const seconds = check.input("intervalSeconds", args.intervalSeconds ?? 15, integerBetween(5, 300));
    const targets = args.targets.map((target, index) => ({
      ...target,
      name: check.input(`targets[${index}].name`, target.name, dnsLabel),
      namespace: check.input(`targets[${index}].namespace`, target.namespace, dnsLabel),
      port: check.input(`targets[${index}].port`, target.port, integerBetween(1, 65_535)),
    }));
    check.throwProblems();

    for (const [index, target] of targets.entries()) {
      typedCustomResource<IPodMonitor>(
        args.targets[index]!.name,
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "PodMonitor",
          metadata: { name: target.name, namespace, labels: labelsOf(name) },
          spec: {
            namespaceSelector: { matchNames: [target.namespace] },
            selector: { matchLabels: target.labels },
            podMetricsEndpoints: [
              {
                portNumber: target.port,
                ...(target.path !== undefined && { path: target.path }),
                interval: pulumi.interpolate`${seconds}s`,
                honorLabels: target.tellsOfOthers ?? false,
                ...(target.keep !== undefined && { metricRelabelings: [keepOnly(target.keep)] }),
              },
            ],
          },
        },
        pulumi.mergeOptions(opts, { parent: this }),
      );
    }
    this.registerOutputs({});
  }
}

/** The one relabeling that a list of names needs. `up`, which Prometheus makes itself, is not asked. */
const keepOnly = (names: readonly string[]) =>
  names.length === 0
    ? { action: "drop" as const, sourceLabels: ["__name__"], regex: ".+" }
    : { action: "keep" as const, sourceLabels: ["__name__"], regex: names.join("|") };
