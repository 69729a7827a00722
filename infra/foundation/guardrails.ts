import { Guardrails, type AksCluster, type ContainerRegistry, type SecretVault } from "../../components/azure";
import { currentMonth } from "../clock";
import type { FoundationContext } from "./context";
import type { Identities } from "./identities";
import type { Stores } from "./stores";

/** What the guardrails are about. */
export interface Guarded extends Identities {
  cluster: AksCluster;
  registry: ContainerRegistry;
  vault: SecretVault;
  stores: Stores;
}

/** Policies, budget and locks, as far as the settings ask for them. */
export function createGuardrails(context: FoundationContext, guarded: Guarded): void {
  const { settings, resourceGroup, deployer, attachments } = context;
  const { budgetMonthlyUsd, budgetStart, budgetEmails, azurePolicy, locks } = settings.guardrails;
  const { cluster, registry, vault, stores, appIdentity, workerIdentity, modelIdentity, kedaIdentity } = guarded;
  const identities = [appIdentity, workerIdentity, modelIdentity, kedaIdentity].filter(
    (identity) => identity !== undefined,
  );
  new Guardrails(
    `breakwater-${settings.environment}`,
    {
      subscriptionId: deployer.subscriptionId,
      resourceGroupId: resourceGroup.id,
      budget:
        budgetMonthlyUsd === 0
          ? undefined
          : {
              monthlyUsd: budgetMonthlyUsd,
              startMonth: budgetStart === "" ? currentMonth() : budgetStart,
              emails: budgetEmails,
              resourceGroupNames: [resourceGroup.name, cluster.nodeResourceGroupName],
            },
      policies: azurePolicy,
      // What holds secrets, images and weights. The cluster is not among them: its pools come and go.
      locks: locks
        ? { vault: vault.id, registry: registry.id, ...(stores.modelStore && { models: stores.modelStore.id }) }
        : {},
    },
    // A lock holds what is attached to its resource too, roles, endpoints and diagnostics: it comes after and goes before them.
    {
      dependsOn: [
        registry,
        vault,
        ...[stores.modelStore, stores.managedRedis].filter((store) => store !== undefined),
        ...identities,
        ...attachments,
      ],
    },
  );
}
