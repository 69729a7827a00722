import type * as resources from "@pulumi/azure-native/resources";
import type * as pulumi from "@pulumi/pulumi";
import type { ContainerRegistry, Network, PrivateEndpoint, SecretVault } from "../components/azure";
import type { Settings } from "../stacks";
import { type Cluster, createCluster } from "./foundation/cluster";
import { createFoundationContext } from "./foundation/context";
import { createGuardrails } from "./foundation/guardrails";
import { createIdentities, type Identities } from "./foundation/identities";
import { createNetwork } from "./foundation/network";
import { createObservability, observe } from "./foundation/observability";
import { createDockerHubMirror, createRegistry } from "./foundation/registry";
import { createStores, type Stores } from "./foundation/stores";
import { createVault } from "./foundation/vault";
import type { Secrets } from "./secrets";

/** What Azure gives to everything above it. */
export interface Foundation extends Cluster, Identities {
  resourceGroup: resources.ResourceGroup;
  /** Entra ID tenant of everything. */
  tenantId: pulumi.Output<string>;
  network: Network;
  registry: ContainerRegistry;
  /** Private endpoints of the services: before them a service's name leads to an address that lets nobody in. */
  endpoints: PrivateEndpoint[];
  /** What stands for `docker.io` in the names of images where the registry mirrors Docker Hub; else `undefined`. */
  dockerHubMirror: pulumi.Output<string> | undefined;
  vault: SecretVault;
  stores: Stores;
}

/** The Azure side, in the order in which it comes to be: each part is a file of `foundation/`. */
export function createFoundation(settings: Settings, secrets: Secrets): Foundation {
  const context = createFoundationContext(settings);
  const observability = createObservability(context);
  const networkContext = createNetwork(context);
  const { network } = networkContext;
  const cluster = createCluster(context, networkContext, observability?.workspaceId);
  const registry = createRegistry(context, network, cluster.cluster);
  const vault = createVault(context, network, secrets);
  const dockerHubMirror = createDockerHubMirror(context, registry, vault);
  const stores = createStores(context, network, vault);
  const identities = createIdentities(context, cluster.cluster, vault, stores);
  if (observability) observe(context, observability, { ...cluster, networkContext, registry, vault, stores });
  createGuardrails(context, { ...cluster, ...identities, registry, vault, stores, observability });
  const { resourceGroup, deployer, endpoints } = context;
  return {
    resourceGroup,
    tenantId: deployer.tenantId,
    network,
    ...cluster,
    registry,
    endpoints,
    dockerHubMirror,
    vault,
    stores,
    ...identities,
  };
}
