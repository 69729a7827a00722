import * as pulumi from "@pulumi/pulumi";
import {
  type AksCluster,
  type AlertedKind,
  ClusterAlerts,
  type ContainerRegistry,
  type DiagnosticKind,
  Diagnostics,
  Observability,
  ResourceAlerts,
  type SecretVault,
} from "../../components/azure";
import type { FoundationContext } from "./context";
import { heldByLock } from "./locks";
import type { NetworkContext } from "./network";
import type { Stores } from "./stores";

/** The workspace and who is told of alerts, where the settings ask for them. */
export function createObservability({
  settings,
  placement,
  suffix,
  resourceGroup,
}: FoundationContext): Observability | undefined {
  const { enabled, logRetentionDays, dailyLogGb, alertEmails } = settings.observability;
  if (!enabled) return undefined;
  return new Observability("logs", {
    ...placement,
    workspaceName: pulumi.interpolate`log-breakwater-${settings.environment}-${suffix}`,
    retentionDays: logRetentionDays,
    dailyGb: dailyLogGb,
    actionGroupName: `ag-breakwater-${settings.environment}`,
    alertEmails,
    resourceGroupId: resourceGroup.id,
  });
}

/** Everything of the foundation that has something to say. */
export interface Observed {
  cluster: AksCluster;
  networkContext: NetworkContext;
  registry: ContainerRegistry;
  vault: SecretVault;
  stores: Stores;
}

/** Sends the logs of everything to the workspace, and raises alerts on the control plane and on what the workloads lean on. */
export function observe(context: FoundationContext, observability: Observability, observed: Observed): void {
  const { settings, placement, attachments } = context;
  const { workspaceId, actionGroupId } = observability;
  for (const [name, kind, targetId] of targets(settings.taskQueue.sku, observed)) {
    attachments.push(new Diagnostics(`${name}-logs`, { targetId, kind, workspaceId }, heldByLock(context, name)));
  }
  new ClusterAlerts("cluster", { ...placement, clusterId: observed.cluster.id, workspaceId, actionGroupId });
  for (const [name, kind, targetId] of alerted(observed)) {
    new ResourceAlerts(name, { ...placement, targetId, kind, actionGroupId });
  }
}

/** What has alerts of its own beside the cluster. */
function alerted({ networkContext, vault, stores }: Observed): [string, AlertedKind, pulumi.Output<string>][] {
  const { taskQueue, managedRedis, modelStore } = stores;
  const all: [string, AlertedKind, pulumi.Output<string>][] = [["vault", "vault", vault.id]];
  if (networkContext.natGateway) all.push(["egress", "egress", networkContext.natGateway.id]);
  if (taskQueue) all.push(["tasks", "queue", taskQueue.namespaceId]);
  if (managedRedis) all.push(["sessions", "cache", managedRedis.id]);
  if (modelStore) all.push(["models", "models", modelStore.id]);
  return all;
}

type Target = [name: string, kind: DiagnosticKind, targetId: pulumi.Output<string>];

function targets(queueSku: string, { cluster, networkContext, registry, vault, stores }: Observed): Target[] {
  const { network, natGateway } = networkContext;
  const { taskQueue, managedRedis, modelStore } = stores;
  const all: Target[] = [
    ["cluster", "cluster", cluster.id],
    ["vault", "vault", vault.id],
    ["registry", "registry", registry.id],
    ["network", "network", network.id],
    ["nodes", "securityGroup", network.securityGroupIds.nodes],
    ["endpoints", "securityGroup", network.securityGroupIds.endpoints],
  ];
  if (natGateway) {
    all.push(["egress", "natGateway", natGateway.id]);
    natGateway.addressIds.forEach((id, index) => all.push([`egress-ip${index + 1}`, "publicAddress", id]));
  }
  if (taskQueue) all.push(["tasks", queueSku === "Premium" ? "premiumQueue" : "queue", taskQueue.namespaceId]);
  if (managedRedis) all.push(["sessions", "cache", managedRedis.databaseId]);
  if (modelStore) all.push(["models", "blobs", modelStore.blobServiceId]);
  return all;
}
