import { fixed, forceNew, goes, made, newRegion, noOtherRegion, reference, replaced, terraform } from "./facts";
import type { TypeFacts } from "./facts";

/** Groups, identities and their roles, policies, locks, budgets and Defender's plans. */
export const governanceFacts: Record<string, TypeFacts> = {
  "azure-native:resources:ResourceGroup": {
    pathParameters: ["resourceGroupName"],
    existence: made,
    deletion: goes("resources/resource-groups/delete"),
    changes: [replaced(["location"], forceNew)],
    otherwise: { source: reference("resources/resource-groups/create-or-update") },
  },
  "azure-native:managedidentity:UserAssignedIdentity": {
    pathParameters: ["resourceGroupName", "resourceName"],
    existence: made,
    deletion: goes("managedidentity/user-assigned-identities/delete"),
    changes: [newRegion],
    otherwise: { source: reference("managedidentity/user-assigned-identities/create-or-update") },
  },
  "azure-native:managedidentity:FederatedIdentityCredential": {
    pathParameters: ["resourceGroupName", "resourceName", "federatedIdentityCredentialResourceName"],
    existence: made,
    deletion: goes("managedidentity/federated-identity-credentials/delete"),
    changes: [],
    otherwise: { source: reference("managedidentity/federated-identity-credentials/create-or-update") },
  },
  "azure-native:authorization:RoleAssignment": {
    pathParameters: ["scope", "roleAssignmentName"],
    existence: made,
    deletion: goes("authorization/role-assignments/delete"),
    changes: [
      replaced(["principalId"], forceNew),
      fixed(["roleDefinitionId", "principalType", "delegatedManagedIdentityResourceId"], {
        code: "RoleAssignmentUpdateNotPermitted",
        reason:
          "Tenant ID, application ID, principal ID, and scope are not allowed to be updated, and the role is not either",
        way: "Give the assignment another name (a GUID of scope, principal and role), so that it is made anew before the old one goes.",
        source:
          "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---arm-template-role-assignment-returns-badrequest-status",
      }),
    ],
    otherwise: { source: reference("authorization/role-assignments/create") },
  },
  "azure-native:authorization:PolicyAssignment": {
    pathParameters: ["scope", "policyAssignmentName"],
    existence: made,
    deletion: goes("policyauthorization/policy-assignments/delete"),
    changes: [
      fixed(["policyDefinitionId"], {
        reason: "an assignment keeps its definition",
        way: "Give the assignment of the other definition another name.",
        source: `${terraform}/resource_group_policy_assignment#policy_definition_id`,
      }),
      noOtherRegion,
    ],
    otherwise: { source: reference("policyauthorization/policy-assignments/create") },
    defaults: {
      source: reference("policyauthorization/policy-assignments/get"),
      values: () => ({ enforcementMode: "Default" }),
    },
  },
  "azure-native:authorization:ManagementLockByScope": {
    pathParameters: ["scope", "lockName"],
    existence: made,
    deletion: goes("resources/management-locks/delete-by-scope"),
    changes: [],
    otherwise: { source: reference("resources/management-locks/create-or-update-by-scope") },
  },
  "azure-native:consumption:Budget": {
    pathParameters: ["scope", "budgetName"],
    existence: made,
    deletion: goes("consumption/budgets/delete"),
    changes: [
      fixed(["timePeriod.startDate"], {
        code: "400",
        reason: "start date of budgets cannot be updated",
        way: "Leave it as it is (`ignoreChanges`), or give the budget another name.",
        source: "https://github.com/Azure/CanadaPubSecALZ/issues/317",
      }),
      fixed(["timeGrain", "category"], {
        code: "400",
        reason: "what a budget counts, and over which time, is decided when it is made",
        way: "Give the budget another name.",
        source: `${terraform}/consumption_budget_subscription#time_grain`,
      }),
    ],
    otherwise: { source: reference("consumption/budgets/create-or-update") },
  },
  "azure-native:security:Pricing": {
    pathParameters: ["scopeId", "pricingName"],
    existence: {
      kind: "always",
      untouched: { pricingTier: "Free" },
      way: "Set the plan by `az security pricing create`, one plan after another (parallel writes are refused: azurerm#32451), or take it over by `pulumi import`.",
      source: "https://github.com/pulumi/pulumi-azure-native/issues/3934",
    },
    deletion: {
      kind: "refused",
      code: "BadRequest",
      message: "A plan of a subscription cannot be deleted: a delete is valid for the scope of a resource only.",
      way: "Set the plan to Free by `az security pricing create`, and take it out of the state (`pulumi state delete`).",
      source: reference("defenderforcloud/pricings/delete"),
    },
    changes: [],
    otherwise: { source: reference("defenderforcloud/pricings/update") },
  },
};
