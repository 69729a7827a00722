import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { poolLabel } from "../pool-label";
import type { DeepInput } from "./custom-resource";
import { priorityClasses } from "./priority-classes";
import { spreadOverZonesAndNodes } from "./scheduling";

/** What we set of one of the chart's three Deployments. */
interface PodValues {
  replicaCount: number;
  priorityClassName: string;
  nodeSelector: Record<string, string>;
  resources: types.input.core.v1.ResourceRequirements;
}

/** What we set of the chart `external-secrets`; all else is the chart's own, its security contexts too. */
export interface ExternalSecretsValues extends PodValues {
  leaderElect: boolean;
  topologySpreadConstraints: types.input.core.v1.TopologySpreadConstraint[];
  processClusterExternalSecret: boolean;
  processPushSecret: boolean;
  processClusterPushSecret: boolean;
  processClusterGenerator: boolean;
  webhook: PodValues;
  certController: PodValues;
}

/** Labels of the chart's pods by which they are found, as its templates write them. */
export const externalSecretsPods = {
  operator: { "app.kubernetes.io/name": "external-secrets" },
  webhook: { "app.kubernetes.io/name": "external-secrets-webhook" },
  certController: { "app.kubernetes.io/name": "external-secrets-cert-controller" },
} as const;

/** Port on which each part has its metrics, and the webhook's. */
export const externalSecretsPorts = { metrics: 8080, webhook: 10_250 } as const;

/** Values for `replicas` pods of operator and webhook. */
export function externalSecretsValues(replicas: pulumi.Input<number>): DeepInput<ExternalSecretsValues> {
  const pod = {
    priorityClassName: priorityClasses.platform.name,
    nodeSelector: { [poolLabel]: "cpu" },
    resources: { requests: { cpu: "25m", memory: "96Mi" }, limits: { memory: "256Mi" } },
  };
  return {
    ...pod,
    replicaCount: replicas,
    // Two that both work write the same Secret in turn.
    leaderElect: true,
    topologySpreadConstraints: spreadOverZonesAndNodes(externalSecretsPods.operator),
    // Nothing here writes secrets for other namespaces or back into the vault: what is off needs no rights for it.
    processClusterExternalSecret: false,
    processPushSecret: false,
    processClusterPushSecret: false,
    processClusterGenerator: false,
    webhook: { ...pod, replicaCount: replicas },
    certController: { ...pod, replicaCount: 1 },
  };
}
