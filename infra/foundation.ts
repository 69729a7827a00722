import type * as resources from "@pulumi/azure-native/resources";
import type * as pulumi from "@pulumi/pulumi";
import type { ContainerRegistry, Network, SecretVault } from "../components/azure";
import type { Settings } from "../stacks";
import { type Cluster, createCluster } from "./foundation/cluster";
import { createGround } from "./foundation/ground";
import { createGuardrails } from "./foundation/guardrails";
import { createIdentities, type Identities } from "./foundation/identities";
import { createNetwork } from "./foundation/network";
import { createObservability, observe } from "./foundation/observability";
import { createRegistry } from "./foundation/registry";
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
  vault: SecretVault;
  stores: Stores;
}

/** The Azure side, in the order in which it comes to be: each part is a file of `foundation/`. */
export function createFoundation(settings: Settings, secrets: Secrets): Foundation {
  const ground = createGround(settings);
  const observability = createObservability(ground);
  const networkGround = createNetwork(ground);
  const { network } = networkGround;
  const cluster = createCluster(ground, networkGround, observability?.workspaceId);
  const registry = createRegistry(ground, network, cluster.cluster);
  const vault = createVault(ground, network, secrets);
  const stores = createStores(ground, network, vault);
  const identities = createIdentities(ground, cluster.cluster, vault, stores);
  if (observability) observe(ground, observability, { ...cluster, networkGround, registry, vault, stores });
  createGuardrails(ground, { ...cluster, ...identities, registry, vault, stores });
  const { resourceGroup, deployer } = ground;
  return { resourceGroup, tenantId: deployer.tenantId, network, ...cluster, registry, vault, stores, ...identities };
}
