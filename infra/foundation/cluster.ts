import * as pulumi from "@pulumi/pulumi";
import { AksCluster, NodePool } from "../../components/azure";
import { nodesOfAll } from "../../stacks";
import { gpuPools } from "./gpu-pools";
import type { FoundationContext } from "./context";
import type { NetworkContext } from "./network";

/** The cluster and its pools. */
export interface Cluster {
  cluster: AksCluster;
  cpuPool: NodePool;
  /** One a zone; several where the settings name several zones. */
  gpuPools: NodePool[];
}

/**
 * The cluster with a pool for ordinary workloads and those for model servers.
 *
 * @param logWorkspaceId Log Analytics workspace of the containers' logs, if there is one
 */
export function createCluster(
  context: FoundationContext,
  networkContext: NetworkContext,
  logWorkspaceId: pulumi.Input<string> | undefined,
): Cluster {
  const { settings, placement, deployer, deployers } = context;
  const { kubernetesVersion, encryptionAtHost, zones } = settings.cluster;
  const { network } = networkContext;
  const cluster = new AksCluster(
    "aks",
    {
      ...placement,
      clusterName: `aks-breakwater-${settings.environment}`,
      kubernetesVersion,
      tier: settings.cluster.tier,
      localAccounts: settings.cluster.localAccounts,
      adminGroupObjectIds: settings.cluster.adminGroupObjectIds,
      deployerObjectId: deployers.objectId,
      deployerPrincipalType: deployers.principalType,
      tenantId: deployer.tenantId,
      authorizedIpRanges: authorizedIpRanges(context, networkContext),
      privateApiServer: settings.cluster.privateApiServer,
      nodeSubnetId: network.nodeSubnetId,
      podCidr: settings.network.podCidr,
      serviceCidr: settings.network.serviceCidr,
      addressSpace: settings.network.addressSpace,
      nodes: nodesOfAll(settings),
      egress: settings.network.natGateway.enabled ? "natGateway" : "loadBalancer",
      systemPool: { ...settings.pools.system, zones, encryptionAtHost },
      upgradeChannel: settings.cluster.upgradeChannel,
      maintenance: settings.cluster.maintenance,
      imageCleanerHours: settings.cluster.imageCleanerHours,
      azurePolicy: settings.guardrails.azurePolicy,
      logWorkspaceId,
      defender: settings.guardrails.defender,
    },
    { protect: settings.guardrails.locks },
  );

  const common = {
    resourceGroupName: placement.resourceGroupName,
    clusterName: cluster.clusterName,
    kubernetesVersion,
    encryptionAtHost,
    nodeSubnetId: network.nodeSubnetId,
    tags: settings.tags,
  };
  // On all of the cluster, the deployer's role included: that role then takes effect while the pools come up.
  const options = { dependsOn: [cluster] };
  const { name: poolName, ...cpu } = settings.pools.cpu;
  const { vmSize } = settings.pools.gpu;
  return {
    cluster,
    cpuPool: new NodePool("cpu", { ...common, ...cpu, kind: "cpu", poolName, zones }, options),
    gpuPools: gpuPools(settings.pools.gpu).map(
      ({ name, ...pool }) => new NodePool(name, { ...common, ...pool, kind: "gpu", vmSize }, options),
    ),
  };
}

/** Who reaches the API server: everybody, or those whom the settings name and the nodes, which are seen as the NAT gateway. */
function authorizedIpRanges(
  { settings }: FoundationContext,
  { egressAddresses }: NetworkContext,
): pulumi.Input<string[]> {
  const { authorizedIpRanges: ranges } = settings.cluster;
  if (ranges.length === 0 || egressAddresses === undefined) return ranges;
  return pulumi.output(egressAddresses).apply((addresses) => [...ranges, ...addresses]);
}
