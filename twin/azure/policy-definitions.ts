import type { JsonObject } from "@breakwater/plan-views";
import { objectsAt, valueAt } from "./resource-type";

/** A built-in definition of Azure Policy about resources of one type. */
export interface ResourcePolicy {
  /** Microsoft's name of it. */
  displayName: string;
  /** Effects that an assignment may choose. Where it chooses none, it is `Audit`. */
  effects: readonly string[];
  /** ARM's name of the type that it is about. */
  armType: string;
  /** Whether a request breaks it, as the definition's `policyRule.if` says. */
  breaks(inputs: JsonObject): boolean;
}

const auditOrDeny = ["Audit", "Deny", "Disabled"];
const auditOnly = ["Audit", "Disabled"];

/**
 * The definitions that are judged, by their GUID: those that the program assigns. Of any other one nothing is said. What each holds
 * against a resource: https://github.com/Azure/azure-policy, built-in-policies/policyDefinitions.
 */
export const resourcePolicies: Readonly<Record<string, ResourcePolicy>> = {
  // Kubernetes/AKS_DisableLocalAccounts_Deny.json
  "993c2fcd-2b29-49d2-9eb0-df2c3a730c32": {
    displayName: "Azure Kubernetes Service Clusters should have local authentication methods disabled",
    effects: auditOrDeny,
    armType: "Microsoft.ContainerService/managedClusters",
    breaks: (inputs) => inputs.disableLocalAccounts !== true,
  },
  // Kubernetes/AKS_EncryptionAtHost_Deny.json: it looks at the pools that stand inside of the cluster's own request.
  "41425d9f-d1a5-499a-9932-f8ed8453932c": {
    displayName:
      "Temp disks and cache for agent node pools in Azure Kubernetes Service clusters should be encrypted at host",
    effects: auditOrDeny,
    armType: "Microsoft.ContainerService/managedClusters",
    breaks: (inputs) =>
      objectsAt(inputs, "agentPoolProfiles").some(({ enableEncryptionAtHost }) => enableEncryptionAtHost !== true),
  },
  // Kubernetes/ASC_Azure_Defender_AKS_SecurityProfile_Audit.json
  "a1840de2-8088-4ea8-b153-b4c723e9cb01": {
    displayName: "Azure Kubernetes Service clusters should have Defender profile enabled",
    effects: auditOnly,
    armType: "Microsoft.ContainerService/managedClusters",
    breaks: (inputs) => valueAt(inputs, "securityProfile.defender.securityMonitoring.enabled") !== true,
  },
  // Container Registry/ACR_AdminAccountDisabled_AuditDeny.json
  "dc921057-6b28-4fbe-9b83-f7bec05db6c2": {
    displayName: "Container registries should have local admin account disabled.",
    effects: auditOrDeny,
    armType: "Microsoft.ContainerRegistry/registries",
    breaks: (inputs) => inputs.adminUserEnabled === true,
  },
  // Container Registry/ACR_AnonymousPullDisabled_AuditDeny.json
  "9f2dea28-e834-476c-99c5-3507b4728395": {
    displayName: "Container registries should have anonymous authentication disabled.",
    effects: auditOrDeny,
    armType: "Microsoft.ContainerRegistry/registries",
    breaks: (inputs) => inputs.anonymousPullEnabled === true,
  },
  // Key Vault/Recoverable_Audit.json: soft delete is on unless it is switched off, purge protection is off unless it is switched on.
  "0b60c0b2-2dc2-4e1c-b5c9-abbed971de53": {
    displayName: "Key vaults should have deletion protection enabled",
    effects: auditOrDeny,
    armType: "Microsoft.KeyVault/vaults",
    breaks: (inputs) =>
      valueAt(inputs, "properties.createMode") !== "recover" &&
      (valueAt(inputs, "properties.enableSoftDelete") === false ||
        valueAt(inputs, "properties.enablePurgeProtection") !== true),
  },
};
