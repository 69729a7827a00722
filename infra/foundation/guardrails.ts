import type * as pulumi from "@pulumi/pulumi";
import {
  type AksCluster,
  type ContainerRegistry,
  Guardrails,
  type Observability,
  type PolicyExceptions,
  type SecretVault,
} from "../../components/azure";
import type { Settings } from "../../stacks";
import { currentMonth } from "../clock";
import { privilegedNamespaces } from "../namespace-table";
import type { FoundationContext } from "./context";
import type { Identities } from "./identities";
import type { Locked } from "./locks";
import type { Stores } from "./stores";

/** What the guardrails are about. */
export interface Guarded extends Identities {
  cluster: AksCluster;
  registry: ContainerRegistry;
  vault: SecretVault;
  stores: Stores;
  /** Where alerts go, which the budget tells too; `undefined` where the settings have none. */
  observability: Observability | undefined;
}

/** Policies, budget and locks, as far as the settings ask for them. */
export function createGuardrails(context: FoundationContext, guarded: Guarded): void {
  const { settings, resourceGroup, deployer, attachments } = context;
  const { budgetMonthlyUsd, budgetStart, budgetEmails, azurePolicy, locks } = settings.guardrails;
  const { cluster, registry, vault, stores, observability, appIdentity, workerIdentity, modelIdentity, kedaIdentity } =
    guarded;
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
              actionGroupIds: observability ? [observability.actionGroupId] : [],
              resourceGroupNames: [resourceGroup.name, cluster.nodeResourceGroupName],
            },
      policies: azurePolicy ? policyExceptions(settings) : undefined,
      // What holds secrets, images and weights. The cluster is not among them: its pools come and go.
      locks: locks ? lockScopes(guarded) : {},
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

function lockScopes({ vault, registry, stores }: Guarded): Partial<Record<Locked, pulumi.Input<string>>> {
  return { vault: vault.id, registry: registry.id, ...(stores.modelStore && { models: stores.modelStore.id }) };
}

/**
 * What our own policies leave to our own resources: where the settings allow what a policy refuses, it reports. Refused, the cluster
 * or the vault could not be made, or not be changed any more.
 */
function policyExceptions(settings: Settings): PolicyExceptions {
  return {
    privilegedNamespaces: privilegedNamespaces(settings),
    auditOnly: [
      ...(settings.cluster.localAccounts ? ["aks-no-local-accounts"] : []),
      ...(settings.vault.purgeProtection ? [] : ["vault-purge-protection"]),
    ],
  };
}
