import * as pulumi from "@pulumi/pulumi";
import * as monitor from "@pulumi/azure-native/monitor";
import { Diagnostics } from "./diagnostics";
import type { PlacementArgs } from "./placement";

/** Whose logs go where. */
export interface ContainerLogsArgs extends PlacementArgs {
  clusterId: pulumi.Input<string>;
  clusterName: pulumi.Input<string>;
  /** Azure id of the Log Analytics workspace. */
  workspaceId: pulumi.Input<string>;
}

/**
 * Tables that are worth their price here: what containers print and what Kubernetes reports. Metrics are left to Prometheus,
 * which keeps them in the cluster.
 */
const streams = ["Microsoft-ContainerLogV2", "Microsoft-KubeEvents", "Microsoft-KubePodInventory"];

/** Sends a cluster's container logs to a workspace: what the add-on `omsagent` collects by identity, a rule says. */
export function collectContainerLogs(name: string, args: ContainerLogsArgs, opts: pulumi.CustomResourceOptions): void {
  const { resourceGroupName, location, tags, clusterId, clusterName, workspaceId } = args;
  const rule = new monitor.DataCollectionRule(
    `${name}-logs`,
    {
      resourceGroupName,
      dataCollectionRuleName: pulumi.interpolate`dcr-${clusterName}`,
      location,
      tags,
      kind: "Linux",
      description: "Logs of containers and events of Kubernetes.",
      dataSources: {
        extensions: [
          {
            name: "ContainerInsightsExtension",
            extensionName: "ContainerInsights",
            streams,
            extensionSettings: {
              dataCollectionSettings: {
                interval: "1m",
                // The platform's own pods: kubectl shows their logs, and here each line has its price.
                namespaceFilteringMode: "Exclude",
                namespaces: ["kube-system", "gatekeeper-system", "azure-arc"],
                enableContainerLogV2: true,
              },
            },
          },
        ],
      },
      destinations: { logAnalytics: [{ name: "workspace", workspaceResourceId: workspaceId }] },
      dataFlows: [{ streams, destinations: ["workspace"] }],
    },
    opts,
  );
  new monitor.DataCollectionRuleAssociation(
    `${name}-logs`,
    {
      resourceUri: clusterId,
      // The agent looks for this name.
      associationName: "ContainerInsightsExtension",
      dataCollectionRuleId: rule.id,
      description: "What the cluster's agent collects.",
    },
    opts,
  );
  new Diagnostics(`${name}-logs-errors`, { targetId: rule.id, kind: "collectionRule", workspaceId }, opts);
}
