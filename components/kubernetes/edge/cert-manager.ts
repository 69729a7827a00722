import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { poolLabel } from "../../pool-label";
import { integerBetween } from "../../validation";
import { ChartComponent } from "../chart-component";
import { charts } from "../charts";
import type { DeepInput } from "../custom-resource";
import { priorityClasses } from "../priority-classes";
import { oneAtATime } from "../workload";

/** What `CertManager` takes. */
export interface CertManagerArgs {
  /** Namespace, which must be there. Accounts and keys of issuers lie in it too. */
  namespace: pulumi.Input<string>;
  /** Pods of the webhook, 1 to 3; of the others one does, because certificates are renewed weeks ahead. Default: 1. */
  webhookReplicas?: pulumi.Input<number>;
}

/** What we set of one of the chart's Deployments and of its check. */
interface PodValues {
  nodeSelector: Record<string, string>;
  resources: types.input.core.v1.ResourceRequirements;
}

/** What we set of the chart `cert-manager`; all else is the chart's own, its security contexts too. */
interface CertManagerValues extends PodValues {
  global: { priorityClassName: string; leaderElection: { namespace: string } };
  crds: { enabled: boolean };
  config: { apiVersion: string; kind: string; enableGatewayAPI: boolean };
  webhook: PodValues & { replicaCount: number; podDisruptionBudget: { enabled: boolean } & typeof oneAtATime };
  cainjector: PodValues;
  startupapicheck: PodValues;
}

/** Labels of the chart's pods by which they are found, as its templates write them, and of those that answer ACME. */
export const certManagerPods = {
  controller: { "app.kubernetes.io/name": "cert-manager" },
  webhook: { "app.kubernetes.io/name": "webhook", "app.kubernetes.io/instance": "cert-manager" },
  cainjector: { "app.kubernetes.io/name": "cainjector" },
  startupCheck: { "app.kubernetes.io/name": "startupapicheck" },
  acmeSolver: { "acme.cert-manager.io/http01-solver": "true" },
} as const;

/** The webhook's port, that of every part's metrics, and that on which solvers answer ACME's challenge. */
export const certManagerPorts = { webhook: 10_250, metrics: 9402, acmeSolver: 8089 } as const;

/**
 * cert-manager by its chart: it gets certificates for a Gateway and renews them. The definitions of the Gateway API must be there
 * before it starts, or it does not look for them.
 */
export class CertManager extends ChartComponent<CertManagerValues> {
  constructor(name: string, args: CertManagerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(name, args, opts, {
      component: "CertManager",
      chart: charts.certManager,
      values: (check, namespace) =>
        certManagerValues(namespace, check.input("webhookReplicas", args.webhookReplicas ?? 1, integerBetween(1, 3))),
    });
  }
}

function certManagerValues(
  namespace: pulumi.Input<string>,
  webhookReplicas: pulumi.Input<number>,
): DeepInput<CertManagerValues> {
  const pod = {
    nodeSelector: { [poolLabel]: "cpu" },
    resources: { requests: { cpu: "25m", memory: "96Mi" }, limits: { memory: "256Mi" } },
  };
  return {
    ...pod,
    // The chart's own place for the lease is kube-system, which belongs to AKS.
    global: { priorityClassName: priorityClasses.platform.name, leaderElection: { namespace } },
    crds: { enabled: true },
    config: {
      apiVersion: "controller.config.cert-manager.io/v1alpha1",
      kind: "ControllerConfiguration",
      // Answers ACME's challenges through the Gateway: there is no Ingress.
      enableGatewayAPI: true,
    },
    webhook: { ...pod, replicaCount: webhookReplicas, podDisruptionBudget: { enabled: true, ...oneAtATime } },
    cainjector: pod,
    startupapicheck: pod,
  };
}
